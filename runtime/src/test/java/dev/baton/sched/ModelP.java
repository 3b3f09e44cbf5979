package dev.baton.sched;

/** A P that notices two users. */
class ModelP extends P {
    private M user;

    ModelP(int id, Scheduler sched) {
        super(id, sched);
    }

    void use(M m) {
        if (user != null) {
            throw new AssertionError(this + " is used by " + user + " and " + m);
        }
        user = m;
        if (user != m) {
            throw new AssertionError(this + " is used by " + m + " and " + user);
        }
        user = null;
    }
}
