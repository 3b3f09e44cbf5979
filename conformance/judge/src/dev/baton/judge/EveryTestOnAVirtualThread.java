package dev.baton.judge;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs the tests of others in virtual threads. JUnit finds it as a service, where that is switched
 * on: {@code junit.jupiter.extensions.autodetection.enabled}.
 */
public final class EveryTestOnAVirtualThread implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        onAVirtualThread(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        onAVirtualThread(invocation);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation,
            DynamicTestInvocationContext invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        onAVirtualThread(invocation);
    }

    private static void onAVirtualThread(Invocation<Void> invocation) throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        invocation.proceed();
                                    } catch (Throwable e) {
                                        thrown[0] = e;
                                    }
                                });
        thread.join();
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }
}
