package dev.baton.agent;

import dev.baton.UnsupportedJdkException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.function.BiConsumer;

/**
 * Takes over a program that needs Baton for the first time, and of which nothing was asked. A
 * service of its module, as {@link Agent}; and it changes the class that makes virtual threads,
 * which is about to be loaded.
 */
public final class FirstUseAgent
        implements BiConsumer<String, Instrumentation>, ClassFileTransformer {
    /** For {@link java.util.ServiceLoader}. */
    public FirstUseAgent() {}

    /**
     * Takes over, but for the making of virtual threads. Nothing here may need that class: somebody
     * loads it, and waits for this.
     *
     * @param options null
     * @param instrumentation the JVM's
     * @throws IllegalStateException when it can't be; the message says why
     */
    @Override
    public void accept(String options, Instrumentation instrumentation) {
        try {
            JavaBase.open(instrumentation);
            Agent.takeOver(Settings.NONE, TraceSettings.NONE, instrumentation, true);
        } catch (UnsupportedJdkException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException("could not take over: " + e, e);
        }
    }

    /** The class that makes virtual threads, changed; null where Baton does not know it. */
    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String name,
            Class<?> before,
            ProtectionDomain domain,
            byte[] classFile) {
        JdkChange creation = VirtualThreadCreation.change();
        try {
            return creation.apply(classFile);
        } catch (RuntimeException | LinkageError e) {
            StandardError.println(
                    "baton: "
                            + Takeover.unknown(creation.className(), e)
                            + "; the program runs without Baton");
            return null;
        }
    }
}
