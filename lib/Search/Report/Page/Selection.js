// Which trial the reader looks at. All charts and the table show the same one.

const selection = {
  trial: null,
  /** Whether it stays when the pointer leaves. */
  pinned: false,
  listeners: [],

  /** `anchor` is what the trial's card is put beside, in the window. */
  show(trial, anchor = null) {
    if (this.pinned || (trial === this.trial && !anchor)) return;
    this.trial = trial;
    this.tell(anchor);
  },
  pin(trial, anchor = null) {
    const isSame = this.pinned && trial === this.trial;
    this.pinned = !isSame && trial !== null;
    this.trial = isSame ? null : trial;
    this.tell(anchor);
  },
  clear() {
    this.pinned = false;
    this.trial = null;
    this.tell(null);
  },
  tell(anchor) {
    for (const listener of this.listeners) listener(this.trial, anchor);
  }
};

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') selection.clear();
});
