//===- BlockingQueue.h - From one thread to the next ------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_DRIVER_BLOCKINGQUEUE_H
#define FOVEA_LIB_SEARCH_DRIVER_BLOCKINGQUEUE_H

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace fovea {

/// First in, first out.
template <typename T> class BlockingQueue {
public:
  void push(T value) {
    {
      std::lock_guard guard(mutex);
      values.push_back(std::move(value));
    }
    changed.notify_all();
  }

  /// Nothing will be pushed any more, and what waits is dropped.
  void close() {
    {
      std::lock_guard guard(mutex);
      closed = true;
      values.clear();
    }
    changed.notify_all();
  }

  /// Wait for a value; none once the queue is closed.
  std::optional<T> pop() {
    std::unique_lock guard(mutex);
    changed.wait(guard, [&] { return closed || !values.empty(); });
    return take();
  }

  /// None, too, after `seconds` without a value.
  std::optional<T> popWithin(double seconds) {
    std::unique_lock guard(mutex);
    changed.wait_for(guard, std::chrono::duration<double>(seconds),
                     [&] { return closed || !values.empty(); });
    return take();
  }

private:
  std::optional<T> take() {
    if (values.empty())
      return std::nullopt;
    std::optional<T> value(std::move(values.front()));
    values.pop_front();
    return value;
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<T> values;
  bool closed = false;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_DRIVER_BLOCKINGQUEUE_H
