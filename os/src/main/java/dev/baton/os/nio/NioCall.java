package dev.baton.os.nio;

import dev.baton.os.PathError;
import java.io.IOException;

/**
 * A call of ours, whose errors become those of {@code java.nio.file}.
 *
 * @param <T> its result
 */
@FunctionalInterface
interface NioCall<T> {
    T call() throws PathError;

    /** Makes it. */
    static <T> T make(NioCall<T> call) throws IOException {
        try {
            return call.call();
        } catch (PathError e) {
            throw e.asNio();
        }
    }

    /** One without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws PathError;
    }

    /** Makes it. */
    static void run(Action action) throws IOException {
        try {
            action.run();
        } catch (PathError e) {
            throw e.asNio();
        }
    }
}
