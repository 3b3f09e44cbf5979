package dev.baton.pekko;

import com.typesafe.config.Config;
import dev.baton.api.Blocking;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Has the actors of a dispatcher run as Baton's virtual threads, so that they may block: in files,
 * JDBC, native calls. It is named in {@code application.conf}:
 *
 * <pre>{@code
 * blocking-on-baton {
 *   type = Dispatcher
 *   executor = "dev.baton.pekko.BatonExecutorConfigurator"
 *   throughput = 1
 * }
 * }</pre>
 *
 * <p>and an actor is given it by {@code DispatcherSelector.fromConfig("blocking-on-baton")}. An
 * actor handles one message at a time as ever; a virtual thread is started for each batch of
 * messages, {@code throughput} of them at most.
 *
 * <p>Whose virtual threads they are is found out when the dispatcher is first used: those of the
 * agent ({@code -javaagent:baton.jar}); else, where Baton is on the class path and the JVM has the
 * flags that it needs, those of {@link dev.baton.Baton#defaultInstance}; else, and where {@code
 * baton.enabled} or {@code BATON_ENABLED} says no, plain ones of the JDK's.
 */
public final class BatonExecutorConfigurator extends ExecutorServiceConfigurator {
    private final ClassLoader loader;

    /**
     * As Pekko makes it.
     *
     * @param config the dispatcher's section; nothing in it is Baton's
     * @param prerequisites of the actor system
     */
    public BatonExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        loader = prerequisites.dynamicAccess().classLoader();
    }

    /**
     * The executor of a dispatcher.
     *
     * @param id the dispatcher's, which its threads are named for
     * @param threadFactory of Pekko's, which makes threads of the OS and is not used
     * @return makes an executor that starts a virtual thread for each task
     */
    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(
            String id, ThreadFactory threadFactory) {
        return () -> newExecutor(id);
    }

    private ExecutorService newExecutor(String id) {
        ThreadFactory virtual = virtualThreads();
        AtomicLong count = new AtomicLong();
        return Executors.newThreadPerTaskExecutor(task -> {
            Thread thread = virtual.newThread(task);
            thread.setName(id + "-" + count.incrementAndGet());
            // As Pekko's own threads have it: who deserializes looks for classes there.
            thread.setContextClassLoader(loader);
            return thread;
        });
    }

    private static ThreadFactory virtualThreads() {
        ThreadFactory plain = Thread.ofVirtual().factory();
        // The agent's Baton is no class of the program's: the one on the class path would be a
        // second one beside it.
        try {
            return areOnBaton(plain) ? plain : Embedded.threadsOr(plain);
        } catch (NoClassDefFoundError e) {
            return plain; // the program does not have it
        }
    }

    private static boolean areOnBaton(ThreadFactory factory) {
        FutureTask<Boolean> isOn = new FutureTask<>(Blocking::isOn);
        factory.newThread(isOn).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return isOn.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
