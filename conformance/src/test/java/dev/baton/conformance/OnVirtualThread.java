package dev.baton.conformance;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs a test method in a virtual thread that is unnamed, as a program's would be. */
final class OnVirtualThread implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                invocation.proceed();
                            } catch (Throwable e) {
                                thrown[0] = e;
                            }
                        });
        if (!Patience.FOR_A_CHECK.waitFor(thread::join)) {
            AssertionError stuck = new AssertionError("the check does not end; it is here:");
            stuck.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw stuck;
        }
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }
}
