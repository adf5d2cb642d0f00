//===- Mutations.h - Damaged files ------------------------------*- C++ -*-===//

#ifndef FOVEA_UNITTEST_RUNTIME_MUTATIONS_H
#define FOVEA_UNITTEST_RUNTIME_MUTATIONS_H

#include "Files.h"

#include <gtest/gtest.h>

#include <random>

/// Parses every prefix of a good file, and many versions of it with a few bytes
/// changed. Whatever happens must be a value or a message; what else happens
/// (a read out of bounds, an overflow, a leak) is for the sanitizers to see.
/// Returns how many damaged files were refused.
template <typename Parse>
int expectSurvivesDamage(fovea::app::ByteSpan good, Parse parse) {
  using fovea::app::Bytes;
  int refused = 0;
  auto tryBytes = [&](const Bytes &bytes) {
    std::string error;
    auto result = parse(bytes, error);
    EXPECT_NE(result.has_value(), !error.empty());
    refused += !result.has_value();
  };
  // A large file is cut at some of its positions only.
  for (size_t size = 0; size < good.size(); size += 1 + good.size() / 2000)
    tryBytes(Bytes(good.begin(), good.begin() + size));
  std::minstd_rand random(1);
  for (int i = 0; i < 3000; ++i) {
    Bytes bytes(good.begin(), good.end());
    for (unsigned changes = 1 + random() % 4; changes; --changes) {
      // Headers matter more than what follows.
      size_t range =
          random() % 2 ? bytes.size() : std::min<size_t>(bytes.size(), 64);
      bytes[random() % range] = static_cast<uint8_t>(random() >> 8);
    }
    tryBytes(bytes);
  }
  return refused;
}

#endif // FOVEA_UNITTEST_RUNTIME_MUTATIONS_H
