package dev.baton.agent;

import dev.baton.agent.classfile.ClassEdit;
import dev.baton.vthread.JdkAccess;

/**
 * Has a class call a static method of {@code Bridge} in place of one of the same name and type: in
 * its constant pool the reference gets another class.
 *
 * <p>It is for {@code VirtualThread.defaultScheduler} in what answers {@code JavaLangAccess}, which
 * the JDK's own instruments ask for the scheduler, and nobody else: {@code
 * VirtualThreadSchedulerMXBean}, on which Micrometer's {@code jvm.threads.virtual.*} stand, and
 * {@code jcmd Thread.vthread_scheduler}. So the bean's class, of another module, and seldom loaded,
 * stays as it is.
 *
 * @param className the class, with dots
 * @param owner the class that it is not to call, as class files name it
 * @param method the name of the method that both have
 */
record CallsOfBridge(String className, String owner, String method) implements JdkChange {
    /** Where the JDK shows its scheduler. */
    static JdkChange ofShownScheduler() {
        return new CallsOfBridge(
                JdkAccess.javaLangAccessClass(), "java/lang/VirtualThread", "defaultScheduler");
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassEdit edit = new ClassEdit(original);
        if (!edit.redirect(owner, method, BRIDGE)) {
            throw new IllegalArgumentException("no call of " + owner + "." + method);
        }
        return edit.toBytes();
    }
}
