package dev.baton.sched;

/** Something is done at each step, as another thread would. */
final class HookedHost extends ModelHost {
    Runnable hook = () -> {};

    @Override
    public void step() {
        hook.run();
    }
}
