package dev.baton.agent;

import dev.baton.sched.ConfiguredLimits;
import dev.baton.sched.Limit;
import dev.baton.vthread.FileNumber;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which limit an open file falls under: asked once in its life, but where two files are used in
 * turns whose numbers meet here. What is remembered is of one {@link FileDescriptor}, which the JDK
 * makes anew for each file that it opens; so it need not be told of a close.
 */
final class OpenFileLimits {
    private static final int SLOTS = 1024; // a power of two

    private final ConfiguredLimits limits;
    private final AtomicReferenceArray<Known> known = new AtomicReferenceArray<>(SLOTS);

    OpenFileLimits(ConfiguredLimits limits) {
        this.limits = limits;
    }

    /** A file whose limit was asked. */
    private static final class Known extends WeakReference<FileDescriptor> {
        final Limit limit;

        Known(FileDescriptor file, Limit limit) {
            super(file);
            this.limit = limit;
        }
    }

    /** Null for none, of what is closed as well. */
    Limit of(FileDescriptor file) {
        int number = file == null ? -1 : FileNumber.of(file);
        if (number < 0) {
            return null;
        }
        int slot = number & (SLOTS - 1);
        Known k = known.get(slot);
        if (k == null || !k.refersTo(file)) {
            k = new Known(file, limits.ofOpen(number));
            known.set(slot, k);
        }
        return k.limit;
    }
}
