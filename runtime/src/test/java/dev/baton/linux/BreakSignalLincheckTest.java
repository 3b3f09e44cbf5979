package dev.baton.linux;

import dev.baton.sched.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two break a sleep: whoever sleeps then has seen what they wrote before, or is told. The broken
 * twins clear the signal before they take the break, and look before they take it.
 */
@Tag("lincheck")
class BreakSignalLincheckTest {
    @Test
    void noBreakIsLost() {
        ModelCheck.assertHolds(Sleeps.class, "sleep sleep", "wakeA", "wakeB");
    }

    @Test
    void clearingBeforeItIsTakenIsCaught() {
        ModelCheck.assertCaught(ClearsFirst.class, "sleep sleep", "wakeA", "wakeB");
    }

    @Test
    void lookingBeforeItIsTakenIsCaught() {
        ModelCheck.assertCaught(LooksFirst.class, "sleep sleep", "wakeA", "wakeB");
    }

    /** The eventfd is a field. */
    public static class Sleeps {
        volatile int eventfd;
        private volatile boolean wantsA;
        private volatile boolean wantsB;
        private boolean sawA;
        private boolean sawB;
        final BreakSignal signal = newSignal();

        public Sleeps() {}

        BreakSignal newSignal() {
            return new Signal();
        }

        /** For one thread: its sleep ends when there is a break, and then it looks. */
        @Operation
        public void sleep() {
            sleepOnce();
        }

        /** Without a break it sleeps on, and sees nothing. */
        void sleepOnce() {
            if (eventfd != 0) {
                signal.taken();
                look();
            }
        }

        void look() {
            sawA |= wantsA;
            sawB |= wantsB;
        }

        @Operation
        public void wakeA() {
            wantsA = true;
            signal.send();
        }

        @Operation
        public void wakeB() {
            wantsB = true;
            signal.send();
        }

        @Validate
        public void check() {
            sleepOnce();
            if (!sawA || !sawB) {
                throw new AssertionError("A seen: " + sawA + ", B seen: " + sawB);
            }
            sleepOnce();
            signal.send();
            if (eventfd == 0) {
                throw new AssertionError("nobody can wake it any more");
            }
        }

        class Signal extends BreakSignal {
            @Override
            void write() {
                eventfd = 1;
            }

            @Override
            void read() {
                eventfd = 0;
            }
        }
    }

    public static class ClearsFirst extends Sleeps {
        @Override
        BreakSignal newSignal() {
            return new Signal() {
                @Override
                void taken() {
                    clear();
                    read();
                }
            };
        }
    }

    /** It looks, and then takes what it was told of. */
    public static class LooksFirst extends Sleeps {
        public LooksFirst() {}

        @Override
        void sleepOnce() {
            if (eventfd != 0) {
                look();
                signal.taken();
            }
        }
    }
}
