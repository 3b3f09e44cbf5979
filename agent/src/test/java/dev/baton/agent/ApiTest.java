package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.api.Blocking;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that know {@code baton-api} alone, under the agent and without. */
class ApiTest {
    @TempDir private Path dir;

    /** Makes a call that is announced, and says what it learns. */
    public static final class Library implements Callable<String> {
        /** For the loader that is not the test's. */
        public Library() {}

        @Override
        public String call() throws Exception {
            String answer = Blocking.blocking(() -> "answer");
            Blocking.checkpoint();
            return answer
                    + ", on "
                    + Blocking.isOn()
                    + ", announced "
                    + (Blocking.statistics().blockingCalls() > 0)
                    + ", maxProcs "
                    + Blocking.limits().maxProcs();
        }
    }

    /** Uses the library on a virtual thread, and on its own. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            use(new Library());
        }

        static void use(Callable<String> library) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            System.out.println(library.call());
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
            System.out.println(library.call());
        }
    }

    /** Two copies of library and api, each in a loader that asks its parent last, as Tomcat's. */
    static final class Container {
        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 2; i++) {
                ClassLoader loader = new ChildFirst(args[0].split(File.pathSeparator, -1));
                @SuppressWarnings("unchecked") // it is a Library
                Callable<String> library =
                        (Callable<String>)
                                loader.loadClass(Library.class.getName())
                                        .getDeclaredConstructor()
                                        .newInstance();
                if (library.getClass() == Library.class) {
                    throw new AssertionError("it is of the parent");
                }
                Program.use(library);
            }
        }
    }

    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(String[] path) {
            super(urls(path), ChildFirst.class.getClassLoader());
        }

        private static URL[] urls(String[] path) {
            List<URL> urls = new ArrayList<>();
            for (String entry : path) {
                try {
                    URI uri = Path.of(entry).toUri();
                    urls.add(uri.toURL());
                } catch (MalformedURLException e) {
                    throw new AssertionError(e);
                }
            }
            return urls.toArray(new URL[0]);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (findLoadedClass(name) == null && findResource(file(name)) != null) {
                    return findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }

        private static String file(String className) {
            return className.replace('.', '/') + ".class";
        }
    }

    private static String apiJar() throws Exception {
        return Path.of(Blocking.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static JavaRun run(List<String> flags, Class<?> program, String... args)
            throws Exception {
        List<String> command = JavaRun.command(flags, program, args);
        int path = command.indexOf("-cp") + 1;
        command.set(path, command.get(path) + File.pathSeparator + apiJar());
        return JavaRun.start(command, Map.of()).end();
    }

    private static final String ON = "answer, on true, announced true, maxProcs 3\n";

    /** What the process's one scheduler has done can be asked on any thread. */
    private static final String BESIDE = "answer, on false, announced true, maxProcs 3\n";

    private static final String OFF = "answer, on false, announced false, maxProcs 0\n";

    @Test
    void underTheAgentALibraryReachesItsScheduler() throws Exception {
        assertThat(run(List.of(JavaRun.agent("strict,procs=3")), Program.class))
                .isEqualTo(new JavaRun(0, ON + BESIDE, ""));
    }

    @Test
    void withoutBatonTheLibraryWorksAlone() throws Exception {
        assertThat(run(List.of(), Program.class)).isEqualTo(new JavaRun(0, OFF + OFF, ""));
    }

    @Test
    void switchedOffItIsAsWithoutBaton() throws Exception {
        assertThat(run(List.of(JavaRun.agent("enabled=off")), Program.class))
                .isEqualTo(new JavaRun(0, OFF + OFF, ""));
    }

    @Test
    void inAContainerEachCopyReachesIt() throws Exception {
        String path = JavaRun.CLASS_PATH + File.pathSeparator + apiJar();

        assertThat(run(List.of(JavaRun.agent("strict,procs=3")), Container.class, path))
                .isEqualTo(new JavaRun(0, ON + BESIDE + ON + BESIDE, ""));
    }

    @Test
    void onTheModulePathItReachesIt() throws Exception {
        List<String> flags =
                List.of(
                        JavaRun.agent("strict,procs=3"),
                        "--module-path",
                        modular().toString(),
                        "--add-modules",
                        "dev.baton.api");

        List<String> command = JavaRun.command(flags, Program.class);

        assertThat(JavaRun.start(command, Map.of()).end())
                .isEqualTo(new JavaRun(0, ON + BESIDE, ""));
    }

    /** The api's jar, or its classes where it is not packed yet, as the only module of a folder. */
    private Path modular() throws Exception {
        Path api = Path.of(apiJar());
        return Files.isDirectory(api) ? api : Files.createSymbolicLink(dir.resolve("a.jar"), api);
    }
}
