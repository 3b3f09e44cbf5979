package dev.baton.linux;

import java.lang.ref.Cleaner;
import java.util.Collection;

/**
 * Closes locks and notes of what has ended when nobody can reach that any more. They are off-heap,
 * and whoever looks at it at the wrong moment, or asks it a last question, may still take them: a
 * word that was given back might be another's by then.
 */
public final class Leftovers {
    private static final Cleaner CLEANER = Cleaner.create();

    private Leftovers() {}

    /**
     * Closes words some time after their owner has become unreachable.
     *
     * @param owner what has ended
     * @param words what is to be closed; neither it nor anything in it may refer to the owner
     */
    public static void closeAfter(Object owner, Collection<? extends AutoCloseable> words) {
        CLEANER.register(owner, new Closing(words));
    }

    private record Closing(Collection<? extends AutoCloseable> words) implements Runnable {
        @Override
        public void run() {
            for (AutoCloseable word : words) {
                try {
                    word.close();
                } catch (Exception e) {
                    throw new AssertionError(e); // those of this package declare none
                }
            }
        }
    }
}
