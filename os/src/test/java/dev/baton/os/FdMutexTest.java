package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FdMutexTest {
    private static final int ROUNDS = 20_000;

    @Test
    void theLastOneToLeaveAClosedDescriptorFreesIt() {
        FdMutex mutex = new FdMutex();
        assertThat(mutex.incref()).isTrue();
        assertThat(mutex.incref()).isTrue();
        assertThat(mutex.decref()).isFalse();
        assertThat(mutex.increfAndClose()).isTrue();
        assertThat(mutex.decref()).as("the closer").isFalse();
        assertThat(mutex.decref()).as("the last user").isTrue();
    }

    @Test
    void theCloserFreesItWhenNobodyIsInside() {
        FdMutex mutex = new FdMutex();
        assertThat(mutex.isClosed()).isFalse();
        assertThat(mutex.increfAndClose()).isTrue();
        assertThat(mutex.isClosed()).isTrue();
        assertThat(mutex.decref()).isTrue();
    }

    @Test
    void nobodyEntersAClosedOne() {
        FdMutex mutex = new FdMutex();
        mutex.increfAndClose();
        assertThat(mutex.incref()).isFalse();
        assertThat(mutex.lockToWrite()).isFalse();
        assertThat(mutex.increfAndClose()).as("twice").isFalse();
    }

    @Test
    void aWriterThatLeavesLastFreesIt() {
        FdMutex mutex = new FdMutex();
        assertThat(mutex.lockToWrite()).isTrue();
        mutex.increfAndClose();
        assertThat(mutex.decref()).isFalse();
        assertThat(mutex.unlockAfterWrite()).isTrue();
    }

    @Test
    void writersWaitForTheirTurnAndReadersDoNot() throws Exception {
        FdMutex mutex = new FdMutex();
        assertThat(mutex.lockToWrite()).isTrue();
        assertThat(mutex.incref()).as("a reader beside the writer").isTrue();
        AtomicInteger turns = new AtomicInteger();
        Thread[] writers = new Thread[5];
        for (int i = 0; i < writers.length; i++) {
            writers[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                mutex.lockToWrite();
                                turns.incrementAndGet();
                                mutex.unlockAfterWrite();
                            });
        }
        awaitWaiting(writers);
        assertThat(turns).hasValue(0);
        mutex.unlockAfterWrite();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(turns).hasValue(writers.length);
    }

    @Test
    void readersTakeTurnsBesideWriters() throws Exception {
        FdMutex mutex = new FdMutex();
        assertThat(mutex.lockToWrite()).isTrue();
        assertThat(mutex.lockToRead()).as("beside the writer").isTrue();
        AtomicInteger turns = new AtomicInteger();
        Thread[] readers = new Thread[5];
        for (int i = 0; i < readers.length; i++) {
            readers[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                mutex.lockToRead();
                                turns.incrementAndGet();
                                mutex.unlockAfterRead();
                            });
        }
        awaitWaiting(readers);
        assertThat(mutex.unlockAfterWrite()).isFalse();
        assertThat(mutex.lockToWrite()).as("which is nothing to those that read").isTrue();
        assertThat(turns).hasValue(0);
        assertThat(mutex.unlockAfterRead()).isFalse();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(turns).hasValue(readers.length);
        assertThat(mutex.unlockAfterWrite()).isFalse();
    }

    @Test
    void readersAndWritersThatWaitGiveUpWhenItIsClosedAndTheLastOneInsideFreesIt()
            throws Exception {
        FdMutex mutex = new FdMutex();
        mutex.lockToRead();
        mutex.lockToWrite();
        AtomicInteger refused = new AtomicInteger();
        Thread[] all = new Thread[4];
        for (int i = 0; i < all.length; i++) {
            boolean reads = i % 2 == 0;
            all[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                if (!(reads ? mutex.lockToRead() : mutex.lockToWrite())) {
                                    refused.incrementAndGet();
                                }
                            });
        }
        awaitWaiting(all);
        mutex.increfAndClose();
        for (Thread each : all) {
            each.join();
        }
        assertThat(refused).hasValue(all.length);
        assertThat(mutex.decref()).isFalse();
        assertThat(mutex.unlockAfterWrite()).isFalse();
        assertThat(mutex.unlockAfterRead()).as("the last one").isTrue();
    }

    @Test
    void writersThatWaitGiveUpWhenItIsClosed() throws Exception {
        FdMutex mutex = new FdMutex();
        mutex.lockToWrite();
        AtomicInteger refused = new AtomicInteger();
        Thread[] writers = new Thread[5];
        for (int i = 0; i < writers.length; i++) {
            writers[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                if (!mutex.lockToWrite()) {
                                    refused.incrementAndGet();
                                }
                            });
        }
        awaitWaiting(writers);
        mutex.increfAndClose();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(refused).hasValue(writers.length);
        assertThat(mutex.decref()).isFalse();
        assertThat(mutex.unlockAfterWrite()).as("the writer that was inside").isTrue();
    }

    private static void awaitWaiting(Thread[] threads) {
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorIsLost() throws Exception {
        FdMutex mutex = new FdMutex();
        mutex.lockToWrite();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            mutex.lockToWrite();
                            interrupted.set(Thread.currentThread().isInterrupted());
                            mutex.unlockAfterWrite();
                        });
        awaitWaiting(new Thread[] {writer});
        writer.interrupt();
        mutex.unlockAfterWrite();
        writer.join();
        assertThat(interrupted).isTrue();
    }

    @Test
    void oneWriterAtATimeUnderContention() throws Exception {
        FdMutex mutex = new FdMutex();
        int[] unguarded = new int[1];
        Thread[] writers = new Thread[4];
        CountDownLatch done = new CountDownLatch(writers.length);
        for (int i = 0; i < writers.length; i++) {
            writers[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < ROUNDS; n++) {
                                    mutex.lockToWrite();
                                    unguarded[0]++;
                                    mutex.unlockAfterWrite();
                                }
                                done.countDown();
                            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).as("no wake-up is lost").isTrue();
        assertThat(unguarded[0]).isEqualTo(writers.length * ROUNDS);
    }

    // ---- Use after free, and its broken twins --------------------------------------------------

    /** What the race is about. */
    private interface Owner {
        boolean enter();

        /** True when the caller is to free the descriptor. */
        boolean leave();

        /** True when the caller is to free the descriptor. */
        boolean close();
    }

    private static final class Real implements Owner {
        private final FdMutex mutex = new FdMutex();

        @Override
        public boolean enter() {
            return mutex.incref();
        }

        @Override
        public boolean leave() {
            return mutex.decref();
        }

        @Override
        public boolean close() {
            return mutex.increfAndClose() && mutex.decref();
        }
    }

    /** Frees at once: what a plain {@code closed} flag does. */
    private static final class FreesUnderItsUsers implements Owner {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public boolean enter() {
            return !closed.get();
        }

        @Override
        public boolean leave() {
            return false;
        }

        @Override
        public boolean close() {
            return closed.compareAndSet(false, true);
        }
    }

    /** Counts, but looks at the flag and the count one after the other. */
    private static final class CountsBesideTheFlag implements Owner {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger users = new AtomicInteger();

        @Override
        public boolean enter() {
            if (closed.get()) {
                return false;
            }
            users.incrementAndGet();
            return true;
        }

        @Override
        public boolean leave() {
            return users.decrementAndGet() == 0 && closed.get();
        }

        @Override
        public boolean close() {
            return closed.compareAndSet(false, true) && users.get() == 0;
        }
    }

    @Test
    void aDescriptorIsFreedOnceAndNeverUsedAfterwards() throws Exception {
        assertThat(race(Real::new, ROUNDS)).isNull();
    }

    @Test
    void theRaceCatchesAnOwnerThatFreesUnderItsUsers() throws Exception {
        assertThat(race(FreesUnderItsUsers::new, 50 * ROUNDS)).isEqualTo("used after it was freed");
    }

    @Test
    void theRaceCatchesAnOwnerThatCountsBesideTheFlag() throws Exception {
        assertThat(race(CountsBesideTheFlag::new, 50 * ROUNDS)).isNotNull();
    }

    /**
     * One thread goes in and out of an owner until it is told that it is closed, the other closes
     * it somewhere on the way; then both go on to the next owner.
     *
     * @return the first thing that went wrong, or null after so many rounds
     */
    private static String race(Supplier<Owner> owners, int rounds) throws Exception {
        AtomicReference<Round> current = new AtomicReference<>(new Round(owners.get()));
        String wrong = null;
        Thread user =
                Thread.ofPlatform()
                        .start(() -> {
                            for (Round r = current.get(); r != null; ) {
                                r.use();
                                while (current.get() == r) {
                                    Thread.onSpinWait();
                                }
                                r = current.get();
                            }
                        });
        Random random = new Random(1);
        for (int i = 0; i < rounds && wrong == null; i++) {
            Round round = current.get();
            while (!round.begun) {
                Thread.onSpinWait();
            }
            for (int spin = random.nextInt(200); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            if (round.owner.close()) {
                round.freed.incrementAndGet();
            }
            while (!round.ended) {
                Thread.onSpinWait();
            }
            wrong = round.wrong();
            current.set(new Round(owners.get()));
        }
        Round last = current.getAndSet(null);
        last.owner.close();
        user.join();
        return wrong;
    }

    private static final class Round {
        final Owner owner;
        final AtomicInteger freed = new AtomicInteger();
        volatile boolean usedAfterwards;
        volatile boolean begun;
        volatile boolean ended;

        Round(Owner owner) {
            this.owner = owner;
        }

        void use() {
            while (owner.enter()) {
                begun = true;
                if (freed.get() != 0) {
                    usedAfterwards = true;
                }
                if (owner.leave()) {
                    freed.incrementAndGet();
                }
            }
            ended = true;
        }

        String wrong() {
            if (usedAfterwards) {
                return "used after it was freed";
            }
            return freed.get() == 1 ? null : "freed " + freed.get() + " times";
        }
    }
}
