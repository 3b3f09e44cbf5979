package dev.baton.sched;

/** One rule of the scheduler, broken: what the simulation has to notice. */
enum SimTwin {
    /** The scheduler as it is. */
    SOUND,

    /** An M stops without looking at all queues once more. */
    NO_LAST_LOOK,

    /** An M that looked for work and found some does not look whether there is more. */
    WHO_FINDS_WORK_WAKES_NOBODY,

    /** A G that is readied by a thread without a P wakes nobody. */
    INJECTING_WAKES_NOBODY,

    /** A new earliest timer wakes nobody. */
    A_TIMER_WAKES_NOBODY,

    /** A note that nobody sleeps on yet forgets that it was woken. */
    WAKEUP_BEFORE_SLEEP_IS_LOST,

    /** An M that comes in stores the P's word where it has to compare and set it. */
    COMING_IN_WITHOUT_CAS,

    /** sysmon stores the P's word where it has to compare and set it. */
    TAKING_WITHOUT_CAS,

    /** Whoever takes a P from a call does not see that its M came back in between. */
    TAKES_WHAT_CAME_BACK,

    /** A G that comes back from any call, and finds no P, leaves its M. */
    A_CALL_MAY_MOVE_ITS_G,

    /** sysmon takes a P from an M in a call, whatever that does there. */
    WHO_RUNS_COUNTS_AS_ASLEEP,

    /** Whoever readies a G stores its status where he has to compare and set it. */
    READY_WITHOUT_CAS,

    /** The scheduler is told that a G has left its M after others could see that it parked. */
    UNMOUNTED_AFTER_STATE,

    /** A G that was not run, for it was suspended, is not looked at again. */
    NO_SECOND_LOOK_AT_A_SUSPENDED_G,

    /** An M whose P is lent does not say that its G computes no more. */
    A_LOAN_GOES_ON,

    /** A lent P goes idle like any other when it has nothing to do. */
    WHAT_IS_LENT_IS_KEPT,

    /** Who borrows a P does not ask whether what runs on it computes. */
    WHO_HAS_JUST_BEGUN_LENDS,

    /** A lent P runs whatever it finds. */
    A_LENT_P_RUNS_ALL,

    /** A descriptor that is the first to be waited for wakes no M that waits for a timer alone. */
    THE_NETWORK_COMES_UNSEEN,

    /** sysmon does not ask the network when nobody else has. */
    SYSMON_ASKS_NO_NETWORK,

    /** What an M that waited was told is forgotten when all Ps are taken by then. */
    NEWS_FOR_WHO_HAS_NO_P_ARE_LOST,

    /** Who looks whether there is anything to wait for does not see who waits for the ring. */
    THE_RING_COMES_UNSEEN,

    /** A request is submitted by its M when that next looks for a G. */
    REQUESTS_ARE_GATHERED,

    /** The M that waits in epoll is not woken when results come. */
    NOBODY_IS_WOKEN_BY_THE_RING,

    /** Who takes results does not ask whether another does, or whether the ring is closed. */
    RESULTS_ARE_TAKEN_BY_ALL,

    /** A read that stops before urgent data is taken for one that left nothing. */
    URGENT_DATA_COMES_UNSEEN,

    /** Who waits for a pipe believes that it is registered, since its number once was. */
    A_PIPE_IS_REGISTERED_ONCE,

    /** The first source of a P that has a G comes first, whatever it has had. */
    FIRST_SOURCE_ALWAYS_FIRST,

    /** Who loses the P amid a burst has had it for nothing. */
    WHO_LOSES_ITS_P_PAYS_NOTHING,

    /** Who was asked to yield and did is asked again. */
    WHO_HAS_YIELDED_YIELDS_AGAIN,

    /** Nobody is let in who waits for a thread, but when the limit gives way. */
    NOBODY_IS_LET_IN,

    /** Who waits for a thread is forgotten by sysmon when all is idle. */
    A_LINE_IS_NOT_LOOKED_AT,

    /** A P is given to who waits for one with its G so that nobody else can take it. */
    GIVEN_INSIDE,

    /** After the OS has refused a thread, it is tried again at each look of sysmon. */
    NO_BACK_OFF,

    /** sysmon does not ask the OS for room when an M was not allowed. */
    NOBODY_ASKS_FOR_ROOM,

    /** A thread whose own code throws ends, and nothing else. */
    WHO_THROWS_ENDS_ALONE
}
