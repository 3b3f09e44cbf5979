package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.timers.Timer;
import org.junit.jupiter.api.Test;

/** Whether an M that finds work has to see to it that somebody waits for the next timer. */
class UnattendedTimersTest {
    private final Scheduler sched = new Scheduler("test", 2, 100, new Sleepless());
    private final P one = sched.ps.get(null);
    private final P other = sched.ps.get(null);

    /** What goes on while an M sleeps until the next timer. */
    private Runnable meanwhile = () -> {};

    @Test
    void noTimersNeedNobody() {
        assertThat(sched.timers.areUnattended()).isFalse();
    }

    @Test
    void timersNeedSomebody() {
        add(one, 1_000);

        assertThat(sched.timers.areUnattended()).isTrue();
    }

    @Test
    void anMThatSleepsUntilTheNextIsEnough() {
        add(one, 1_000);
        add(other, 2_000);

        sleepUntilNext(() -> assertThat(sched.timers.areUnattended()).isFalse());
    }

    @Test
    void oneThatSleepsUntilALaterOneIsNot() {
        add(one, 1_000);

        sleepUntilNext(() -> {
            add(other, 500); // while no slot was free, so that nobody was told
            assertThat(sched.timers.areUnattended()).isTrue();
        });
    }

    private void sleepUntilNext(Runnable then) {
        boolean[] slept = new boolean[1];
        meanwhile =
                () -> {
                    then.run();
                    slept[0] = true;
                };
        sched.timers.sleepUntilNext(new M(0, sched));
        assertThat(slept[0]).isTrue();
    }

    private static void add(P p, long when) {
        p.timers.add(new Timer(when, () -> {}, p.timers));
    }

    private final class Sleepless extends SilentHost {
        @Override
        Note newNote() {
            return new Note() {
                @Override
                boolean sleep(long timeoutNs) {
                    meanwhile.run();
                    return false;
                }

                @Override
                void wakeup() {}
            };
        }
    }
}
