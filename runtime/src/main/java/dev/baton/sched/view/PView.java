package dev.baton.sched.view;

/**
 * A P.
 *
 * @param id its number
 * @param state {@code idle}, {@code running} or {@code gcstop}
 * @param m the M that has it, or had it last; −1 for none
 * @param g the thread that it runs, by its number; 0 for none
 * @param gName that one's name, or an empty text
 * @param queue how many Gs wait for it
 * @param timers how many timers it has
 * @param isLent whether it is lent to short ones
 * @param dispatches how many Gs its M has run, all in all
 */
public record PView(
        int id,
        String state,
        int m,
        long g,
        String gName,
        int queue,
        int timers,
        boolean isLent,
        long dispatches) {}
