//===- Interrupt.cpp - Ctrl-C ---------------------------------------------===//

#include "Interrupt.h"

#include <csignal>

static volatile std::sig_atomic_t interrupted = 0;

static void noteInterrupt(int) { interrupted = 1; }

void fovea::catchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = noteInterrupt;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool fovea::wasInterrupted() { return interrupted; }
