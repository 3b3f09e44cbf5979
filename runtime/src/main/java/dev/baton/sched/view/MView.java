package dev.baton.sched.view;

/**
 * An M.
 *
 * @param id its number
 * @param tid the kernel's number of its thread; 0 when that has not begun
 * @param p the P that it has; −1 for none
 * @param isIdle whether it waits for work
 * @param isSpinning whether it looks for work
 * @param isPoller whether it waits for the next timer, and for the network
 * @param calls how many blocking sections were entered on it: the same number is the same call
 * @param dispatches how many Gs it has run: the same number is the same burst
 * @param g what it runs; null for none
 */
public record MView(
        int id,
        int tid,
        int p,
        boolean isIdle,
        boolean isSpinning,
        boolean isPoller,
        long calls,
        long dispatches,
        GView g) {}
