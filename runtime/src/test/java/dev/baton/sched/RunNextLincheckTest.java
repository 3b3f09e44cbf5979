package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code runnext} of a P and the queue behind it: the owner puts a G there, which kicks the one
 * that was to run next out to the queue's tail, and takes; thieves and sysmon take it away.
 *
 * <p>Checked twice. Where thieves take {@code runnext} and nothing else, owner and thieves see one
 * order. Where they take from the queue as well they don't: a G that is kicked out is for a moment
 * in neither place (the owner still holds it). There each G has to be taken once, by one, or to be
 * left at the end.
 *
 * <p>Each broken twin leaves out one of the three atomic steps.
 */
@Tag("lincheck")
class RunNextLincheckTest {
    private static final Scheduler SCHED = new Scheduler("lincheck", 1, 1, new SilentHost());

    @Test
    void ownerAndThievesTakeRunnextInOneOrder() {
        assertThatCode(() -> checkOrder(RealInOrder.class)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ThiefWithoutCasInOrder.class,
                OwnerWithoutCasInOrder.class,
                KicksOutWithoutSwapInOrder.class
            })
    void anOrderWithoutAnAtomicStepIsCaught(Class<?> twin) {
        assertThatThrownBy(() -> checkOrder(twin)).isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void eachGIsTakenOnceByOwnerThiefOrSysmon() {
        assertThatCode(() -> checkAccounts(Real.class)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {ThiefWithoutCas.class, OwnerWithoutCas.class, KicksOutWithoutSwap.class})
    void anAccountWithoutAnAtomicStepIsCaught(Class<?> twin) {
        assertThatThrownBy(() -> checkAccounts(twin)).isInstanceOf(LincheckAssertionError.class);
    }

    private static void checkOrder(Class<?> test) {
        options()
                .threads(2)
                .actorsPerThread(4)
                .sequentialSpecification(OneThread.class)
                .check(test);
    }

    private static void checkAccounts(Class<?> test) {
        options().threads(3).actorsPerThread(2).verifier(EpsilonVerifier.class).check(test);
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .iterations(Integer.getInteger("baton.lincheck.iterations", 20))
                .invocationsPerIteration(500)
                .minimizeFailedScenario(false)
                .actorsBefore(2)
                .actorsAfter(3);
    }

    /** What the queues do when nobody else is there. */
    public static class OneThread {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private Integer next;
        private int made;

        public int put() {
            queue.add(++made);
            return made;
        }

        public int putNext() {
            if (next != null) {
                queue.add(next);
            }
            next = ++made;
            return made;
        }

        public Integer take() {
            Integer g = next == null ? queue.poll() : next;
            next = null;
            return g;
        }

        public Integer stealNext() {
            Integer g = next;
            next = null;
            return g;
        }
    }

    /** A G that can be told from others. */
    private static final class Numbered extends G {
        final int number;

        Numbered(int number) {
            super(SCHED);
            this.number = number;
        }
    }

    /** The queues of a P, as owner and thieves use them. */
    interface Queues {
        void put(G g, boolean next);

        G take();

        G lvRunnext();

        boolean stealNext(G g);

        /** All but one of half of them go into a queue of the thief's, that one is the result. */
        G stealInto(Discipline thief);
    }

    /** The real ones. */
    private static final class RealQueues implements Queues {
        private final Discipline discipline = new Discipline(SCHED);

        @Override
        public void put(G g, boolean next) {
            discipline.put(g, next);
        }

        @Override
        public G take() {
            return discipline.next(false);
        }

        @Override
        public G lvRunnext() {
            return discipline.lvRunnext();
        }

        @Override
        public boolean stealNext(G g) {
            return discipline.stealNext(g);
        }

        @Override
        public G stealInto(Discipline thief) {
            return discipline.stealInto(thief, false);
        }
    }

    /** A copy in which one of the three atomic steps on runnext is two. */
    private static final class BrokenQueues implements Queues {
        private enum Fault {
            THIEF_WITHOUT_CAS,
            OWNER_WITHOUT_CAS,
            KICKS_OUT_WITHOUT_SWAP
        }

        private final Fault fault;
        private final Discipline behind = new Discipline(SCHED);
        private final AtomicReference<G> runnext = new AtomicReference<>();

        BrokenQueues(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void put(G g, boolean next) {
            G tail = g;
            if (next) {
                if (fault == Fault.KICKS_OUT_WITHOUT_SWAP) {
                    tail = runnext.get();
                    runnext.set(g);
                } else {
                    tail = runnext.getAndSet(g);
                }
            }
            if (tail != null) {
                behind.put(tail, false);
            }
        }

        @Override
        public G take() {
            G next = runnext.get();
            if (next != null && clear(next, Fault.OWNER_WITHOUT_CAS)) {
                return next;
            }
            return behind.next(false);
        }

        @Override
        public G lvRunnext() {
            return runnext.get();
        }

        @Override
        public boolean stealNext(G g) {
            return clear(g, Fault.THIEF_WITHOUT_CAS);
        }

        private boolean clear(G g, Fault here) {
            if (fault != here) {
                return runnext.compareAndSet(g, null);
            }
            boolean isIt = runnext.get() == g;
            if (isIt) {
                runnext.set(null);
            }
            return isIt;
        }

        @Override
        public G stealInto(Discipline thief) {
            return behind.stealInto(thief, false);
        }
    }

    /** The operations on which all agree about an order. */
    public abstract static class InOrder {
        private final Queues queues;
        private int made;

        InOrder(Queues queues) {
            this.queues = queues;
        }

        @Operation(nonParallelGroup = "owner")
        public int put() {
            queues.put(new Numbered(++made), false);
            return made;
        }

        @Operation(nonParallelGroup = "owner")
        public int putNext() {
            queues.put(new Numbered(++made), true);
            return made;
        }

        @Operation(nonParallelGroup = "owner")
        public Integer take() {
            return number(queues.take());
        }

        /** By a thief, or by sysmon. One that loses looks again, to have an answer in order. */
        @Operation
        public Integer stealNext() {
            for (; ; ) {
                G g = queues.lvRunnext();
                if (g == null || queues.stealNext(g)) {
                    return number(g);
                }
            }
        }

        private static Integer number(G g) {
            return g == null ? null : ((Numbered) g).number;
        }
    }

    public static class RealInOrder extends InOrder {
        public RealInOrder() {
            super(new RealQueues());
        }
    }

    public static class ThiefWithoutCasInOrder extends InOrder {
        public ThiefWithoutCasInOrder() {
            super(new BrokenQueues(BrokenQueues.Fault.THIEF_WITHOUT_CAS));
        }
    }

    public static class OwnerWithoutCasInOrder extends InOrder {
        public OwnerWithoutCasInOrder() {
            super(new BrokenQueues(BrokenQueues.Fault.OWNER_WITHOUT_CAS));
        }
    }

    public static class KicksOutWithoutSwapInOrder extends InOrder {
        public KicksOutWithoutSwapInOrder() {
            super(new BrokenQueues(BrokenQueues.Fault.KICKS_OUT_WITHOUT_SWAP));
        }
    }

    /** All operations, with an account of every G. */
    public abstract static class Accounts {
        private static final int MOST = 16;

        private final Queues queues;
        private final AtomicIntegerArray taken = new AtomicIntegerArray(MOST);
        private int made;

        Accounts(Queues queues) {
            this.queues = queues;
        }

        @Operation(nonParallelGroup = "owner")
        public void put() {
            queues.put(new Numbered(made++), false);
        }

        @Operation(nonParallelGroup = "owner")
        public void putNext() {
            queues.put(new Numbered(made++), true);
        }

        @Operation(nonParallelGroup = "owner")
        public void take() {
            count(queues.take());
        }

        @Operation
        public void stealNext() {
            G g = queues.lvRunnext();
            if (g != null && queues.stealNext(g)) {
                count(g);
            }
        }

        @Operation
        public void stealHalf() {
            Discipline own = new Discipline(SCHED);
            count(queues.stealInto(own));
            for (G g = own.poll(); g != null; g = own.poll()) {
                count(g);
            }
        }

        @Validate
        public void eachWasTakenOnceOrIsStillThere() {
            for (G g = queues.take(); g != null; g = queues.take()) {
                count(g);
            }
            for (int i = 0; i < made; i++) {
                int times = taken.get(i);
                if (times != 1) { // by hand: Lincheck calls equals, which AssertJ's asserts refuse
                    throw new AssertionError("G " + i + " was taken " + times + " times");
                }
            }
        }

        private void count(G g) {
            if (g != null) {
                taken.incrementAndGet(((Numbered) g).number);
            }
        }
    }

    public static class Real extends Accounts {
        public Real() {
            super(new RealQueues());
        }
    }

    public static class ThiefWithoutCas extends Accounts {
        public ThiefWithoutCas() {
            super(new BrokenQueues(BrokenQueues.Fault.THIEF_WITHOUT_CAS));
        }
    }

    public static class OwnerWithoutCas extends Accounts {
        public OwnerWithoutCas() {
            super(new BrokenQueues(BrokenQueues.Fault.OWNER_WITHOUT_CAS));
        }
    }

    public static class KicksOutWithoutSwap extends Accounts {
        public KicksOutWithoutSwap() {
            super(new BrokenQueues(BrokenQueues.Fault.KICKS_OUT_WITHOUT_SWAP));
        }
    }
}
