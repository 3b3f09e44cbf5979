package dev.baton.vthread;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.VMSupport;

/**
 * Properties of the JVM that only a tool which attaches to it reads ({@code
 * VirtualMachine.getAgentProperties}); those of the program stay as they are.
 */
public final class AttachProperties {
    private static final Unsafe U = Unsafe.getUnsafe();

    private AttachProperties() {}

    /**
     * Adds some, and has something done whenever a tool reads them. Needs {@code jdk.internal.vm},
     * which is open to the agent; elsewhere, and on a JDK that keeps them in another way, does
     * nothing: a tool will take it for a JVM without Baton.
     *
     * @param more what to add
     * @param whenRead by the JVM's thread for tools, before they are read; throws nothing
     */
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the lock of all who use the field
    public static void tell(Properties more, Runnable whenRead) {
        try {
            Field field = VMSupport.class.getDeclaredField("agentProps");
            Properties told = new Told(VMSupport.getAgentProperties(), more, whenRead);
            synchronized (VMSupport.class) {
                U.putReferenceVolatile(U.staticFieldBase(field), U.staticFieldOffset(field), told);
            }
        } catch (LinkageError | NoSuchFieldException e) {
            // As said.
        }
    }

    /** What the JVM writes out for a tool. */
    private static final class Told extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient Runnable whenRead;

        Told(Map<?, ?> before, Map<?, ?> more, Runnable whenRead) {
            this.whenRead = whenRead;
            putAll(before);
            putAll(more);
        }

        /** Which {@code VMSupport.serializeAgentPropertiesToByteArray} begins with. */
        @Override
        public Set<String> stringPropertyNames() {
            whenRead.run();
            return super.stringPropertyNames();
        }
    }
}
