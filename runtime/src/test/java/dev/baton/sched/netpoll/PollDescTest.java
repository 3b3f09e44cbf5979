package dev.baton.sched.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One thing after the other; what happens at once is in {@link PollDescLincheckTest}. */
class PollDescTest {
    private static final int READ = PollDesc.READ;
    private static final int WRITE = PollDesc.WRITE;
    private static final int EPERM = 1;

    private final Thread self = new Thread(() -> {}, "self");
    private final Thread other = new Thread(() -> {}, "other");
    private final List<String> calls = new ArrayList<>();
    private int errno;

    private final PollTable table =
            new PollTable(
                    new PollHost() {
                        @Override
                        public int add(int fd, int seq) {
                            calls.add("add " + seq);
                            return errno;
                        }

                        @Override
                        public int renew(int fd, int seq) {
                            calls.add("renew " + seq);
                            return errno;
                        }

                        @Override
                        public void unpark(Thread waiter) {
                            calls.add("unpark " + waiter.getName());
                        }
                    });

    private final PollDesc desc = table.get(7);

    @Test
    void theFirstWaitOfALifeRegisters() {
        assertThat(desc.open(0)).isZero();
        assertThat(desc.open(0)).isZero();
        desc.close();
        assertThat(desc.open(0)).isEqualTo(PollDesc.CLOSED);
        assertThat(desc.open(1)).isZero();
        assertThat(desc.open(1)).isZero();
        assertThat(calls).containsExactly("add 0", "add 1");
    }

    @Test
    void whatCanNotBeRegisteredIsSaidEachTimeAndNotCounted() {
        errno = EPERM;
        assertThat(desc.open(0)).isEqualTo(EPERM);
        assertThat(desc.open(0)).isEqualTo(EPERM);
        assertThat(table.waiting()).isZero();
        desc.close();
        assertThat(table.waiting()).isZero();
    }

    @Test
    void theRegisteredAreCounted() {
        desc.open(0);
        table.get(8).open(0);
        assertThat(table.waiting()).isEqualTo(2);
        desc.close();
        desc.close();
        assertThat(table.waiting()).isEqualTo(1);
    }

    @Test
    void anEventTakesTheWaiterOutAndLeavesNothing() {
        assertThat(desc.prepare(READ, self, 0)).isFalse();
        assertThat(desc.ready(READ, 0)).isSameAs(self);
        assertThat(desc.finish(READ, self)).isTrue();
        assertThat(desc.prepare(READ, self, 0)).as("nothing has come since").isFalse();
    }

    @Test
    void anEventThatNobodyWaitsForIsKeptOnce() {
        assertThat(desc.ready(READ, 0)).isNull();
        assertThat(desc.ready(READ, 0)).isNull();
        assertThat(desc.prepare(READ, self, 0)).isTrue();
        assertThat(desc.prepare(READ, self, 0)).isFalse();
    }

    @Test
    void whoFinishesByHimselfIsNotReady() {
        assertThat(desc.prepare(READ, self, 0)).isFalse();
        assertThat(desc.finish(READ, self)).isFalse();
        assertThat(desc.ready(READ, 0)).as("kept").isNull();
        assertThat(desc.prepare(READ, self, 0)).isTrue();
    }

    @Test
    void readerAndWriterAreApart() {
        assertThat(desc.prepare(READ, self, 0)).isFalse();
        assertThat(desc.prepare(WRITE, other, 0)).isFalse();
        assertThat(desc.ready(WRITE, 0)).isSameAs(other);
        assertThat(desc.finish(READ, self)).isFalse();
        assertThat(desc.finish(WRITE, other)).isTrue();
    }

    @Test
    void twoCanNotWaitForTheSame() {
        assertThat(desc.prepare(READ, self, 0)).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> desc.prepare(READ, other, 0))
                .withMessageContaining("descriptor 7")
                .withMessageContaining("self")
                .withMessageContaining("other");
        assertThat(desc.ready(READ, 0)).isSameAs(self);
    }

    @Test
    void closeUnparksBothAndTakesNoReady() {
        desc.prepare(READ, self, 0);
        desc.prepare(WRITE, other, 0);
        desc.close();
        assertThat(calls).containsExactly("unpark self", "unpark other");
        assertThat(desc.finish(READ, self)).isTrue();
        assertThat(desc.finish(WRITE, other)).isTrue();
        assertThat(desc.prepare(READ, self, 0)).as("its life is over").isTrue();
        assertThat(desc.prepare(READ, self, 1)).isFalse();
    }

    @Test
    void anEventOfAnEarlierLifeIsIgnored() {
        checkStale(desc);
    }

    @Test
    void ignoringTheLifeIsCaught() {
        PollDesc twin =
                new PollDesc(table, 7) {
                    @Override
                    public Thread ready(int mode, int seq) {
                        return super.ready(mode, seq());
                    }
                };
        assertThatThrownBy(() -> checkStale(twin)).isInstanceOf(AssertionError.class);
    }

    private void checkStale(PollDesc of) {
        of.close();
        assertThat(of.ready(READ, 0)).isNull();
        assertThat(of.prepare(READ, self, 1)).as("nothing was left").isFalse();
        assertThat(of.ready(READ, 0)).as("nobody is woken").isNull();
        assertThat(of.finish(READ, self)).isFalse();
    }

    @Test
    void livesAreNumberedRoundAndRound() {
        PollDesc old = table.get(9);
        for (int i = 0; i < 3; i++) {
            assertThat(old.seq()).isEqualTo(i);
            assertThat(old.open(i)).isZero();
            old.close();
        }
        assertThat(table.waiting()).isZero();
    }

    private static final int ROOM = 10;

    private void readsLessThanThereIsRoomFor() {
        desc.open(desc.seq());
        desc.hasRead(ROOM - 1, ROOM);
    }

    @Test
    void aReadThatGotLessThanItCouldLeavesNothing() {
        readsLessThanThereIsRoomFor();
        assertThat(desc.isKnownEmpty()).isTrue();
        assertThat(desc.isKnownEmpty()).isTrue();
    }

    @Test
    void oneThatGotAllThatItCouldMayLeaveSome() {
        readsLessThanThereIsRoomFor();
        desc.hasRead(ROOM, ROOM);
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void oneThatGotNothingSaysNothing() {
        readsLessThanThereIsRoomFor();
        desc.hasRead(-1, ROOM);
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void nothingIsKnownOfOneThatIsNotRegistered() {
        desc.hasRead(ROOM - 1, ROOM);
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void anEventThatNobodyWaitsForMakesItTry() {
        readsLessThanThereIsRoomFor();
        desc.ready(READ, 0);
        assertThat(desc.isKnownEmpty()).isFalse();
        assertThat(desc.prepare(READ, self, 0)).as("the read has seen what came").isFalse();
    }

    @Test
    void anEventThatWakesTheReaderMakesItTry() {
        readsLessThanThereIsRoomFor();
        desc.prepare(READ, self, 0);
        desc.ready(READ, 0);
        desc.finish(READ, self);
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void anEventJustBeforeTheWaitMakesItTry() {
        readsLessThanThereIsRoomFor();
        desc.ready(READ, 0);
        assertThat(desc.prepare(READ, self, 0)).isTrue();
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void aWriterIsNobodyToTheReader() {
        readsLessThanThereIsRoomFor();
        desc.ready(WRITE, 0);
        assertThat(desc.prepare(WRITE, other, 0)).isTrue();
        assertThat(desc.isKnownEmpty()).isTrue();
    }

    /** What came may not have been told of: with a busy P, nobody may have polled for a while. */
    @Test
    void whoseTimeIsUpTriesOnceMore() {
        readsLessThanThereIsRoomFor();
        desc.prepare(READ, self, 0);
        assertThat(desc.finish(READ, self)).isFalse();
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    /** An edge that comes after the read was left out has not read anything. */
    @Test
    void aReadThatWasLeftOutIsUntriedUntilItHasWaited() {
        assertThat(desc.isUntried()).isFalse();
        readsLessThanThereIsRoomFor();
        assertThat(desc.isKnownEmpty()).isTrue();
        desc.ready(READ, 0);
        assertThat(desc.isUntried()).isTrue();
        assertThat(desc.prepare(READ, self, 0)).isTrue();
        assertThat(desc.isUntried()).isFalse();
    }

    @Test
    void theNextLifeIsNotTheOneThatWasLeftOut() {
        readsLessThanThereIsRoomFor();
        desc.close();
        assertThat(desc.isUntried()).isFalse();
    }

    @Test
    void theNextLifeIsTried() {
        readsLessThanThereIsRoomFor();
        desc.close();
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void whereAReadMayStopShortItIsTriedEachTime() {
        desc.open(0);
        desc.stopsShort(0);
        readsLessThanThereIsRoomFor();
        assertThat(desc.isKnownEmpty()).isFalse();
        desc.close();
        readsLessThanThereIsRoomFor();
        assertThat(desc.isKnownEmpty()).as("in its next life").isTrue();
    }

    /** The poller that had an event of an earlier life may be slower than that of the next. */
    @Test
    void anEventOfALifeBeforeDoesNotUnsayThatReadsStopShort() {
        desc.close();
        desc.open(1);
        desc.stopsShort(1);
        desc.stopsShort(0);
        readsLessThanThereIsRoomFor();
        assertThat(desc.isKnownEmpty()).isFalse();
    }

    @Test
    void theFirstLifeIsLaterThanTheLast() {
        desc.stopsShort(Integer.MAX_VALUE);
        desc.stopsShort(0);
        assertThat(desc.lvStopsShort()).isZero();
        desc.stopsShort(Integer.MAX_VALUE);
        assertThat(desc.lvStopsShort()).isZero();
    }

    @Test
    void whatIsWatchedIsRegisteredEachTimeAndCountsMeanwhile() {
        assertThat(desc.watch(0)).isZero();
        assertThat(table.waiting()).isEqualTo(1);
        desc.unwatch();
        assertThat(desc.watch(0)).isZero();
        desc.unwatch();
        assertThat(table.waiting()).isZero();
        assertThat(calls).containsExactly("renew 0", "renew 0");
        assertThat(desc.open(0)).isZero();
        assertThat(calls).as("it is not taken for registered").contains("add 0");
    }

    @Test
    void whatCanNotBeWatchedDoesNotCount() {
        errno = EPERM;
        assertThat(desc.watch(0)).isEqualTo(EPERM);
        desc.close();
        assertThat(desc.watch(0)).isEqualTo(PollDesc.CLOSED);
        assertThat(table.waiting()).isZero();
    }

    @Test
    void theSecondWhoWaitsIsNotAlwaysAnError() {
        assertThat(desc.prepareIfFree(READ, self, 0)).isTrue();
        assertThat(desc.prepareIfFree(READ, other, 0)).isFalse();
        assertThat(desc.isBusy(READ)).isTrue();
        assertThat(desc.isBusy(WRITE)).isFalse();
        desc.ready(READ, 0);
        desc.ready(READ, 0);
        assertThat(desc.isBusy(READ)).as("something came").isFalse();
        assertThat(desc.prepareIfFree(READ, other, 0)).as("so it tries again").isFalse();
        assertThat(desc.prepareIfFree(READ, other, 0)).isTrue();
    }

    @Test
    void whatItIsIsKnownForOneLife() {
        assertThat(desc.isKnownToBlock(0) || desc.isKnownNotToBlock(0)).isFalse();
        desc.noteWhetherItBlocks(0, true);
        assertThat(desc.isKnownToBlock(0)).isTrue();
        assertThat(desc.isKnownToBlock(1)).isFalse();
        desc.noteWhetherItBlocks(1, false);
        assertThat(desc.isKnownNotToBlock(1)).isTrue();
        assertThat(desc.isKnownToBlock(1)).isFalse();
    }
}
