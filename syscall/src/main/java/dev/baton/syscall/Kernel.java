package dev.baton.syscall;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * The last step from Java into the kernel, and the only one: every system call of this package goes
 * through one of the three handles below.
 *
 * <p>Each is the invoker of a {@link MutableCallSite}, so that a test can put a faulty kernel in
 * its place, at any time and in any process. It costs nothing: the compiler takes a call site's
 * target for a constant and throws the compiled code away should it change, so the call through it
 * is the same machine code as a call through the downcall handle itself.
 */
final class Kernel {
    /** {@code (long trap, long a1, … long a6) → long}. May block. */
    static final MethodHandle CALL;

    /**
     * The same for a call that never sleeps: the thread stays "in Java" for the JVM, which saves
     * two changes of its state but makes every safepoint wait until the call is over.
     */
    static final MethodHandle CALL_SHORT;

    /**
     * {@code (long trap, long a1, MemorySegment a2, long a3, … long a6) → long}. May block, and for
     * as long as it does, the arena of a2 can't be closed nor its memory be freed.
     */
    static final MethodHandle CALL_ON_SEGMENT;

    /** How the handles call, when no test has replaced them. */
    static final Mechanism MECHANISM;

    /** Why it is that mechanism, for a human. */
    static final String REASON;

    private static final MutableCallSite CALL_SITE;
    private static final MutableCallSite CALL_SHORT_SITE;
    private static final MutableCallSite CALL_ON_SEGMENT_SITE;
    private static final Way WAY;

    static {
        WAY =
                choose(
                        Mechanism.forced(System.getProperty(Mechanism.PROPERTY)),
                        Arch.current(),
                        Libc::map);
        MECHANISM = WAY.mechanism;
        REASON = WAY.reason;
        CALL_SITE = new MutableCallSite(WAY.call);
        CALL_SHORT_SITE = new MutableCallSite(WAY.callShort);
        CALL_ON_SEGMENT_SITE = new MutableCallSite(WAY.callOnSegment);
        CALL = CALL_SITE.dynamicInvoker();
        CALL_SHORT = CALL_SHORT_SITE.dynamicInvoker();
        CALL_ON_SEGMENT = CALL_ON_SEGMENT_SITE.dynamicInvoker();
    }

    private Kernel() {}

    /** A mechanism with its three handles. */
    record Way(
            Mechanism mechanism,
            String reason,
            MethodHandle call,
            MethodHandle callShort,
            MethodHandle callOnSegment) {}

    /**
     * Chooses how to call: the stub, and libc where there can be none.
     *
     * @param forced what the user asked for, or null
     * @param arch the processor
     * @param memory where the stub's code goes
     * @return the way that works here
     * @throws IllegalStateException when the stub is forced and can't be had, saying why
     */
    static Way choose(Mechanism forced, Arch arch, ExecutableMemory memory) {
        if (forced == Mechanism.LIBC) {
            return libc("forced by -D" + Mechanism.PROPERTY + "=libc");
        }
        String refusal;
        byte[] code = Stub.code(arch);
        if (code == null) {
            refusal = "there is no machine code for " + arch;
        } else {
            try {
                return stub(
                        memory.of(code),
                        forced == null
                                ? "this system allows it"
                                : "forced by -D" + Mechanism.PROPERTY + "=stub");
            } catch (ExecutableMemory.Refused e) {
                refusal = e.getMessage();
            }
        }
        if (forced == Mechanism.STUB) {
            throw new IllegalStateException(
                    "-D" + Mechanism.PROPERTY + "=stub can't be had: " + refusal);
        }
        return libc(refusal);
    }

    private static Way stub(MemorySegment entry, String reason) {
        Linker linker = Linker.nativeLinker();
        return new Way(
                Mechanism.STUB,
                reason,
                linker.downcallHandle(entry, Stub.SIGNATURE),
                linker.downcallHandle(entry, Stub.SIGNATURE, Linker.Option.critical(false)),
                linker.downcallHandle(entry, Stub.SIGNATURE_ON_SEGMENT));
    }

    private static Way libc(String reason) {
        MethodType type = Stub.SIGNATURE.toMethodType();
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle call = lookup.findStatic(Libc.class, "syscall", type);
            MethodHandle callOnSegment =
                    lookup.findStatic(
                            Libc.class,
                            "syscallOnSegment",
                            Stub.SIGNATURE_ON_SEGMENT.toMethodType());
            return new Way(Mechanism.LIBC, reason, call, call, callOnSegment);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /**
     * Puts another kernel in the real one's place, for tests, in all threads.
     *
     * @param other {@code (long trap, long a1, … long a6) → long}, or null for the real kernel; a
     *     segment comes to it as its address, without protection from being closed meanwhile
     */
    static void replace(MethodHandle other) {
        if (other == null) {
            CALL_SITE.setTarget(WAY.call);
            CALL_SHORT_SITE.setTarget(WAY.callShort);
            CALL_ON_SEGMENT_SITE.setTarget(WAY.callOnSegment);
        } else {
            CALL_SITE.setTarget(other);
            CALL_SHORT_SITE.setTarget(other);
            try {
                MethodHandle address =
                        MethodHandles.lookup()
                                .findVirtual(
                                        MemorySegment.class,
                                        "address",
                                        MethodType.methodType(long.class));
                CALL_ON_SEGMENT_SITE.setTarget(MethodHandles.filterArguments(other, 2, address));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
        MutableCallSite.syncAll(
                new MutableCallSite[] {CALL_SITE, CALL_SHORT_SITE, CALL_ON_SEGMENT_SITE});
    }

    /** The real kernel's handle, for a test's kernel that passes calls on. */
    static MethodHandle real() {
        return WAY.call;
    }
}
