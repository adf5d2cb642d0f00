//===- AffinityTest.cpp - Which cores measure and which compile -----------===//

#include "fovea/Search/Affinity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <sched.h>
#include <thread>

using namespace fovea;
using ::testing::HasSubstr;

static Cores getCores() { return llvm::cantFail(getAllowedCores()); }

TEST(Affinity, PlanTakesTheLastCores) {
  Cores all = getCores();
  CorePlan plan = llvm::cantFail(planCores(1));
  EXPECT_EQ(plan.measuring, Cores({all.back()}));
  EXPECT_EQ(plan.others, Cores(all.begin(), all.end() - 1));
  plan = llvm::cantFail(planCores(all.size()));
  EXPECT_EQ(plan.measuring, all);
  EXPECT_TRUE(plan.others.empty());
}

TEST(Affinity, PlanNeedsAsManyCoresAsThreads) {
  for (unsigned threads : {0u, unsigned(getCores().size()) + 1}) {
    auto plan = planCores(threads);
    ASSERT_FALSE(bool(plan));
    EXPECT_THAT(toString(plan.takeError()), HasSubstr("threads"));
  }
}

TEST(Affinity, PinningHoldsForThreadsToo) {
  Cores before = getCores();
  {
    auto pin = PinnedThread::create({before.back()});
    ASSERT_TRUE(bool(pin)) << toString(pin.takeError());
    EXPECT_EQ(getCores(), Cores({before.back()}));
    EXPECT_EQ(unsigned(sched_getcpu()), before.back());
    Cores inherited;
    std::thread([&] { inherited = getCores(); }).join();
    EXPECT_EQ(inherited, Cores({before.back()}));
  }
  EXPECT_EQ(getCores(), before);
}

TEST(Affinity, PinsNest) {
  Cores before = getCores();
  {
    PinnedThread outer = llvm::cantFail(PinnedThread::create({before.back()}));
    {
      PinnedThread inner = llvm::cantFail(PinnedThread::create(before));
      EXPECT_EQ(getCores(), before);
    }
    EXPECT_EQ(getCores(), Cores({before.back()}));
  }
  EXPECT_EQ(getCores(), before);
}

TEST(Affinity, CoresThatAreNotThereAreAnError) {
  Cores before = getCores();
  for (const Cores &cores : {Cores({100'000}), Cores()}) {
    auto pin = PinnedThread::create(cores);
    ASSERT_FALSE(bool(pin));
    EXPECT_THAT(toString(pin.takeError()), HasSubstr("core"));
  }
  EXPECT_EQ(getCores(), before);
}
