package dev.baton.linux;

import dev.baton.linux.Downcall.Way;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import jdk.internal.access.SharedSecrets;
import jdk.internal.foreign.abi.ABIDescriptor;
import jdk.internal.foreign.abi.NativeEntryPoint;
import jdk.internal.foreign.abi.VMStorage;
import jdk.internal.loader.BootLoader;
import jdk.internal.misc.Unsafe;

/**
 * What the JDK's Linker has inside: a piece of machine code made by HotSpot that moves arguments
 * from Java's registers to C's, and a method handle that calls it. The layers above, which we do
 * without, take apart structs and segments by classes that are generated for each shape, and that
 * is most of what a first downcall costs.
 *
 * <p>The same in JDK 25 to 28. Where it is not as we know it, or not open to us, it is not used.
 */
final class EntryPoints {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final String[] PACKAGES = {
        "jdk.internal.access", "jdk.internal.foreign.abi", "jdk.internal.loader"
    };

    /** The first kind of register of each processor in {@link ABIDescriptor}: for integers. */
    private static final int INTEGERS = 0;

    /** Of {@link VMStorage}: what no register takes. */
    private static final byte STACK = 3;

    /** Registers for arguments that are integers: rdi, rsi, rdx, rcx, r8, r9; x0 to x7. */
    private static final int REGISTERS_X86 = 6;

    private static final int REGISTERS_AARCH64 = 8;

    /** {@code CapturableState.ERRNO}, as a bit. */
    private static final int ERRNO = 1 << 2;

    private EntryPoints() {}

    /** {@return whether this JDK lets us in} */
    static boolean areOpen() {
        Module base = Object.class.getModule();
        Module ours = EntryPoints.class.getModule();
        for (String name : PACKAGES) {
            if (!base.isExported(name, ours)) {
                return false;
            }
        }
        return true;
    }

    /** {@return a handle of {@link Downcall}'s type for a way, or null when there can be none} */
    static MethodHandle handle(Way way) {
        if (!areOpen()) {
            return null;
        }
        try {
            return Inside.handle(way);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /**
     * Where a function of the C library is: in what the libraries of the JDK were linked with.
     *
     * @return 0 when it isn't there, or they can't be asked
     */
    static long find(String function) {
        try {
            return areOpen() ? Inside.find(function) : 0;
        } catch (RuntimeException | LinkageError e) {
            return 0;
        }
    }

    /** Apart, so that nothing of it is resolved where it isn't open. */
    private static final class Inside {
        static MethodHandle handle(Way way) throws ReflectiveOperationException {
            ABIDescriptor abi = abi();
            boolean errno = way == Way.ERRNO;
            MethodType type =
                    errno ? Downcall.TYPE.insertParameterTypes(1, long.class) : Downcall.TYPE;
            VMStorage[] to = new VMStorage[type.parameterCount()];
            int n = 0;
            to[n++] = abi.targetAddrStorage();
            if (errno) {
                to[n++] = abi.capturedStateStorage();
            }
            int registers = Linkage.isX86() ? REGISTERS_X86 : REGISTERS_AARCH64;
            for (int i = 0; n < to.length; i++) {
                to[n++] =
                        i < registers
                                ? abi.inputStorage[INTEGERS][i]
                                : new VMStorage(
                                        STACK, (short) Long.BYTES, (i - registers) * Long.BYTES);
            }
            NativeEntryPoint entry =
                    NativeEntryPoint.make(
                            abi,
                            to,
                            new VMStorage[] {abi.outputStorage[INTEGERS][0]},
                            type,
                            false, // what it returns fits into a register
                            errno ? ERRNO : 0,
                            way != Way.BRIEF, // else the thread stays in Java
                            false); // addresses are longs
            return SharedSecrets.getJavaLangInvokeAccess().nativeMethodHandle(entry);
        }

        /** The calling convention of C here; the Linker keeps it to itself. */
        private static ABIDescriptor abi() throws ReflectiveOperationException {
            boolean x86 = Linkage.isX86();
            Class<?> arranger =
                    Class.forName(
                            "jdk.internal.foreign.abi."
                                    + (x86 ? "x64.sysv" : "aarch64")
                                    + ".CallArranger",
                            true,
                            null);
            Field field = arranger.getDeclaredField(x86 ? "CSysV" : "C");
            return (ABIDescriptor)
                    U.getReference(U.staticFieldBase(field), U.staticFieldOffset(field));
        }

        static long find(String function) {
            return BootLoader.getNativeLibraries().find(function);
        }
    }
}
