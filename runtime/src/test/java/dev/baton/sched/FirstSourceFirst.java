package dev.baton.sched;

/** The broken twin of {@link Discipline}: its order without its rule. */
final class FirstSourceFirst extends Discipline {
    FirstSourceFirst(Scheduler sched) {
        super(sched);
    }

    @Override
    int choose(int waiting) {
        super.choose(waiting);
        return Integer.numberOfTrailingZeros(waiting);
    }
}
