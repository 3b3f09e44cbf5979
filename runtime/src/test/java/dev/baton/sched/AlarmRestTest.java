package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An alarm costs something at each switch of its M: one that is of no use any more rests. */
class AlarmRestTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final List<M> unwatched = new ArrayList<>();
    private final Scheduler sched = new Scheduler("test", 2, 100, new Recorder());

    @Test
    void theAlarmOfAnMThatIsNotCaughtAnyMoreRests() {
        M m = caughtAt(10 * SECOND_NS);

        sched.sysmon.retake.look(11 * SECOND_NS);
        assertThat(unwatched).isEmpty();
        sched.sysmon.retake.look(13 * SECOND_NS);
        assertThat(unwatched).containsExactly(m);
    }

    @Test
    void itIsPutToRestOnce() {
        M m = caughtAt(SECOND_NS);

        for (int second = 3; second < 10; second++) {
            sched.sysmon.retake.look(second * SECOND_NS);
        }
        assertThat(unwatched).containsExactly(m);
    }

    @Test
    void thatOfOneThatIsCaughtAgainAndAgainDoesNot() {
        M m = caughtAt(SECOND_NS);

        for (int second = 2; second < 10; second++) {
            m.caughtWhen = second * SECOND_NS;
            sched.sysmon.retake.look(second * SECOND_NS);
        }
        assertThat(unwatched).isEmpty();
    }

    @Test
    void anMThatWasNeverCaughtIsLeftAlone() {
        start();

        sched.sysmon.retake.look(10 * SECOND_NS);
        assertThat(unwatched).isEmpty();
    }

    @Test
    void ofManyAFewASecondAreSo() {
        int all = 40;
        sched.ms.refresh(SECOND_NS);
        for (int i = 0; i < all; i++) {
            caughtAt(SECOND_NS);
        }

        sched.sysmon.retake.look(3 * SECOND_NS);
        assertThat(unwatched).isNotEmpty().hasSizeLessThan(all / 2);
        for (int second = 5; second < 10; second += 2) {
            sched.sysmon.retake.look(second * SECOND_NS);
        }
        assertThat(unwatched).hasSize(all).doesNotHaveDuplicates();
    }

    private M caughtAt(long when) {
        M m = start();
        m.watched = true;
        m.caughtWhen = when;
        return m;
    }

    private M start() {
        sched.ms.start(new P(0, sched), false);
        return sched.ms.first();
    }

    private final class Recorder extends SilentHost {
        @Override
        void startThread(M m) {}

        @Override
        void unwatch(M m) {
            unwatched.add(m);
        }
    }
}
