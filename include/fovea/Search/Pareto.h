//===- Pareto.h - Trials that no other is better than -----------*- C++ -*-===//
//
// Points are costs, all to be minimized, all of one length and finite. One
// dominates another if it is nowhere greater and somewhere less.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_PARETO_H
#define FOVEA_SEARCH_PARETO_H

#include "fovea/Search/Objective.h"

namespace fovea {

using Costs = std::vector<double>;

/// Indices of points by front: none of a front dominates another of it, and
/// each is dominated by one of the front before (Deb et al. 2002, section
/// III.A). Within a front by index.
std::vector<std::vector<size_t>> sortByDominance(llvm::ArrayRef<Costs> points);

/// For each point of one front, how far it is from its neighbors, as a share of
/// the extent of the front; infinite at the ends (Deb et al. 2002, section
/// III.B).
std::vector<double> getCrowdingDistances(llvm::ArrayRef<Costs> front);

/// Indices of the points that none dominates, by their first cost. Of equal
/// ones, the first.
std::vector<size_t> getParetoFront(llvm::ArrayRef<Costs> points);

/// The same for trials. Those that have no costs are on no front.
std::vector<size_t> getParetoFront(llvm::ArrayRef<Trial> trials,
                                   const Objective &objective);

/// A point a little worse than the worst of each cost: a tenth of what lies
/// between the best and the worst.
Costs getReferencePoint(llvm::ArrayRef<Costs> points);

/// The volume that points dominate, up to `reference`, in the product of the
/// units of costs. Points beyond `reference` count nothing.
double computeHypervolume(llvm::ArrayRef<Costs> points, const Costs &reference);
double computeHypervolume(llvm::ArrayRef<Trial> trials,
                          const Objective &objective, const Costs &reference);

} // namespace fovea

#endif // FOVEA_SEARCH_PARETO_H
