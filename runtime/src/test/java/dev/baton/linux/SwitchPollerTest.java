package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchPollerTest {
    private static final long MILLISECOND_NS = 1_000_000;

    @TempDir Path directory;

    private final SwitchAlarm[] ringing = new SwitchAlarm[8];

    @BeforeEach
    void whereTheKernelAllowsIt() {
        assumeThat(SwitchWatch.refusal()).isNull();
    }

    @Test
    void anArmedAlarmRingsWhenTheThreadGoesToSleep() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), "attached")) {
            poller.add(alarm);
            reader.awaitAsleep();
            long beforeNs = System.nanoTime();
            assertThat(ring(poller, alarm, reader)).isEqualTo(1);
            assertThat(ringing[0]).isSameAs(alarm);
            assertThat(alarm.attachment()).isEqualTo("attached");
            assertThat(alarm.tid()).isEqualTo(reader.tid());
            assertThat(alarm.sleptNs()).isBetween(beforeNs, System.nanoTime());
            assertThat(alarm.isArmed()).as("rings once").isFalse();
        }
    }

    @Test
    void anAlarmThatIsNotArmedIsSilent() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            reader.awaitAsleep();
            for (int i = 0; i < 500; i++) { // more records than a ring holds
                reader.feed(0);
                reader.awaitAsleep();
            }
            assertThat(poller.await(0, ringing)).isZero();
            assertThat(poller.await(MILLISECOND_NS, ringing)).isZero();
        }
    }

    @Test
    void aDisarmedAlarmIsSilent() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            for (int i = 0; i < 500; i++) {
                reader.awaitAsleep();
                alarm.arm();
                alarm.disarm();
                reader.feed(0);
                assertThat(poller.await(0, ringing)).isZero();
            }
        }
    }

    @Test
    void aSilentAlarmCanBeArmedAgain() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            for (int round = 0; round < 300; round++) {
                reader.awaitAsleep();
                for (int i = 0; i < round % 4; i++) { // what the full ring drops differs each time
                    reader.feed(0);
                    reader.awaitAsleep();
                }
                assertThat(ring(poller, alarm, reader)).isEqualTo(1);
            }
        }
    }

    @Test
    void whileDisabledItIsSilent() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            reader.awaitAsleep();
            alarm.disable();
            alarm.arm();
            reader.feed(0);
            reader.awaitAsleep();
            assertThat(poller.await(MILLISECOND_NS, ringing)).isZero();
            alarm.enable();
            assertThat(ring(poller, alarm, reader)).isEqualTo(1);
        }
    }

    @Test
    void anAlarmThatRingsForNothingTiresAndIsFreshAgainWhenToldSo() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null);
                SwitchAlarm other = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            poller.add(other);
            reader.awaitAsleep();
            List<Thread> rivals = new ArrayList<>(); // for whom this thread leaves its CPU
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                rivals.add(Thread.ofPlatform().start(SwitchPollerTest::yieldUntilInterrupted));
            }
            try {
                Sleeper.awaitTrue(
                        "an alarm that rings for nothing tires",
                        () -> {
                            alarm.arm();
                            Thread.yield();
                            return poller.await(0, ringing) == 0 && alarm.isTired();
                        });
            } finally {
                for (Thread rival : rivals) {
                    rival.interrupt();
                    rival.join();
                }
            }
            alarm.arm();
            assertThat(alarm.isArmed()).as("armed while tired").isFalse();
            assertThat(other.isTired()).isFalse();
            assertThat(ring(poller, other, reader)).isEqualTo(1);
            alarm.refresh();
            alarm.arm();
            Libc.nanosleep(MILLISECOND_NS);
            assertThat(pollUntilTold(poller)).isEqualTo(1);
            assertThat(ringing[0]).isSameAs(alarm);
        }
    }

    private static void yieldUntilInterrupted() {
        while (!Thread.interrupted()) {
            Thread.yield();
        }
    }

    /**
     * The thread sleeps. Has it wake and sleep again with the alarm armed, and polls until told.
     */
    private int ring(SwitchPoller poller, SwitchAlarm alarm, FifoReader reader) throws IOException {
        alarm.arm();
        reader.feed(10);
        return pollUntilTold(poller);
    }

    private int pollUntilTold(SwitchPoller poller) {
        int[] rang = new int[1];
        Sleeper.awaitTrue(
                "an armed alarm rings",
                () -> (rang[0] = poller.await(2 * MILLISECOND_NS, ringing)) > 0);
        return rang[0];
    }

    @Test
    void noSleepIsMissed() throws Exception {
        int told = 0;
        try (FifoReader reader = new FifoReader(directory);
                SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            for (int round = 0; round < 3000; round++) {
                reader.feed(ThreadLocalRandom.current().nextInt(100));
                alarm.arm();
                VarHandle.fullFence();
                if (ThreadState.of(reader.tid()) == 'S') {
                    alarm.disarm(); // too late, and seen to be
                } else {
                    told += pollUntilTold(poller);
                }
                reader.awaitAsleep();
                poller.await(0, ringing);
            }
        }
        assertThat(told).isPositive();
    }

    @Test
    void alarmsForWhichThereIsNoPlaceComeNext() throws Exception {
        List<FifoReader> readers = new ArrayList<>();
        Set<Object> told = new HashSet<>();
        try (SwitchPoller poller = new SwitchPoller()) {
            List<SwitchAlarm> alarms = new ArrayList<>();
            for (int i = 0; i < 20; i++) { // more than the poller has slots at first
                FifoReader reader = new FifoReader(directory);
                readers.add(reader);
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), reader);
                alarms.add(alarm);
                poller.add(alarm);
            }
            SwitchAlarm[] onePlace = new SwitchAlarm[1];
            for (SwitchAlarm alarm : alarms) {
                FifoReader reader = (FifoReader) alarm.attachment();
                reader.awaitAsleep();
                alarm.arm();
                reader.feed(0);
            }
            for (FifoReader reader : readers) {
                reader.awaitAsleep();
            }
            Sleeper.awaitTrue(
                    "all are told",
                    () -> {
                        if (poller.await(2 * MILLISECOND_NS, onePlace) > 0) {
                            told.add(onePlace[0].attachment());
                        }
                        return told.size() == alarms.size();
                    });
            for (SwitchAlarm alarm : alarms) {
                alarm.close();
            }
        }
        for (FifoReader reader : readers) {
            reader.close();
        }
        assertThat(told).hasSameElementsAs(readers);
    }

    @Test
    void timeRunsOutNoEarlierThanAsked() throws Exception {
        try (SwitchPoller poller = new SwitchPoller()) {
            long start = System.nanoTime();
            assertThat(poller.await(2 * MILLISECOND_NS, ringing)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * MILLISECOND_NS);
            assertThat(poller.wasWokenUp()).isFalse();
        }
    }

    @Test
    void aWakeupThatComesFirstIsKept() throws Exception {
        try (SwitchPoller poller = new SwitchPoller()) {
            poller.wakeup();
            poller.wakeup();
            assertThat(poller.await(-1, ringing)).isZero();
            assertThat(poller.wasWokenUp()).isTrue();
            assertThat(poller.await(0, ringing)).isZero();
            assertThat(poller.wasWokenUp()).as("counts as one").isFalse();
        }
    }

    @Test
    void aWakeupEndsASleepInTheKernel() throws Exception {
        try (SwitchPoller poller = new SwitchPoller();
                Sleeper sleeper =
                        Sleeper.start(() -> {
                            assertThat(poller.await(-1, ringing)).isZero();
                            assertThat(poller.wasWokenUp()).isTrue();
                        })) {
            sleeper.awaitState('S');
            poller.wakeup();
            sleeper.join();
        }
    }

    @Test
    void noWakeupIsLost() throws Exception {
        int rounds = 20_000;
        try (SwitchPoller poller = new SwitchPoller();
                Futex back = new Futex();
                Sleeper sleeper =
                        Sleeper.start(() -> {
                            for (int i = 0; i < rounds; i++) {
                                poller.await(-1, ringing);
                                back.signal();
                            }
                        })) {
            for (int i = 0; i < rounds; i++) {
                poller.wakeup();
                back.await(-1);
            }
            sleeper.join();
        }
    }

    @Test
    void anAlarmIsInOnePollerAtATime() throws Exception {
        try (SwitchPoller poller = new SwitchPoller();
                SwitchPoller other = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null)) {
            poller.add(alarm);
            assertThatIllegalStateException().isThrownBy(() -> other.add(alarm));
            assertThatIllegalStateException().isThrownBy(() -> poller.add(alarm));
            other.remove(alarm);
            poller.remove(alarm);
            poller.remove(alarm);
            other.add(alarm);
        }
    }

    @Test
    void anAlarmOutlivesItsPoller() throws Exception {
        try (SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null)) {
            SwitchPoller poller = new SwitchPoller();
            poller.add(alarm);
            poller.close();
            poller.close();
            poller.wakeup();
            assertThatIllegalStateException().isThrownBy(() -> poller.await(0, ringing));
            try (SwitchPoller next = new SwitchPoller()) {
                next.add(alarm);
            }
        }
    }

    @Test
    void threadsComeAndGoWhileItPolls() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (SwitchPoller poller = new SwitchPoller();
                Sleeper polling =
                        Sleeper.start(() -> {
                            while (!stop.get()) {
                                poller.await(-1, ringing);
                            }
                        })) {
            List<Sleeper> others = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                others.add(
                        Sleeper.start(() -> {
                            for (int round = 0; round < 300; round++) {
                                try (SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null)) {
                                    poller.add(alarm);
                                    alarm.arm();
                                    Libc.nanosleep(1);
                                }
                            }
                        }));
            }
            for (Sleeper other : others) {
                other.join();
            }
            stop.set(true);
            poller.wakeup();
            polling.join();
        }
    }

    @Test
    void theAlarmOfAThreadThatEndedIsSilent() throws Exception {
        FifoReader reader = new FifoReader(directory);
        try (SwitchPoller poller = new SwitchPoller();
                SwitchAlarm alarm = SwitchAlarm.open(reader.tid(), null)) {
            poller.add(alarm);
            reader.close();
            Sleeper.awaitState(reader.tid(), ThreadState.GONE);
            alarm.arm();
            assertThat(poller.await(2 * MILLISECOND_NS, ringing)).isZero();
            assertThat(poller.isIdle()).as("its hang-up is over").isTrue();
        }
    }

    @Test
    void useAfterCloseIsRefused() throws Exception {
        SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null);
        alarm.close();
        alarm.close();
        assertThatIllegalStateException().isThrownBy(alarm::arm);
        assertThatIllegalStateException().isThrownBy(alarm::disarm);
        assertThatIllegalStateException().isThrownBy(alarm::enable);
    }
}
