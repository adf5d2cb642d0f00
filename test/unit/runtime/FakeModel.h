/*===- FakeModel.h - A model written by hand ---------------------*- C -*-===*/

#ifndef FOVEA_UNITTEST_RUNTIME_FAKEMODEL_H
#define FOVEA_UNITTEST_RUNTIME_FAKEMODEL_H

#include "fovea/model_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

FOVEA_API const fovea_model *fake_model(void);

#ifdef __cplusplus
}
#endif

#endif /* FOVEA_UNITTEST_RUNTIME_FAKEMODEL_H */
