package dev.baton.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program can't have of Baton what the JDK has opened to Baton alone. */
class ClosedModuleTest {
    @TempDir private Path dir;

    /** Tries to get there, from a carrier that it finds, and prints each way that is open. */
    static final class Intruder {
        private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

        @SuppressWarnings("DoNotCall") // an intruder may
        public static void main(String[] args) throws Exception {
            ClassLoader own = new URLClassLoader(new URL[0]);
            Thread.currentThread().setContextClassLoader(own);
            Thread.startVirtualThread(() -> {}).join();
            Set<Thread> batons =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(t -> t.getName().startsWith("baton-"))
                            .collect(Collectors.toSet());
            Thread carrier =
                    batons.stream()
                            .filter(t -> t.getName().matches("baton-main-M\\d+"))
                            .findAny()
                            .orElseThrow();
            carrier.run(); // returns: here it is not on the carrier
            System.out.println("carrier found");
            tryTheCarriers(carrier.getClass());
            tryTheBridge();
            tryTheJdk();
            for (Thread baton : batons) {
                ClassLoader context = baton.getContextClassLoader();
                if (context != null && context != ClassLoader.getSystemClassLoader()) {
                    System.out.println("context class loader of " + baton.getName());
                }
            }
            tryTheWayIn(carrier.getClass().getModule().getLayer());
        }

        private static void tryTheCarriers(Class<?> carrier) throws Exception {
            ClassLoader loader = carrier.getClassLoader();
            Class<?> bootLoader = loader.loadClass("dev.baton.vthread.BootLoader");
            Method define = bootLoader.getMethod("define", String.class, byte[].class);
            MethodType type = MethodType.methodType(Class.class, String.class, byte[].class);
            way("call", () -> define.invoke(null, "", new byte[0]));
            way("setAccessible", () -> accessible(define));
            way(
                    "public look-up",
                    () -> MethodHandles.publicLookup().findStatic(bootLoader, "define", type));
            way("private look-up", () -> MethodHandles.privateLookupIn(bootLoader, LOOKUP));
            for (Class<?> c = carrier; !c.getName().startsWith("java."); c = c.getSuperclass()) {
                Stream.of(
                                c.getDeclaredMethods(),
                                c.getDeclaredFields(),
                                c.getDeclaredConstructors())
                        .flatMap(Stream::of)
                        .forEach(member -> way("member " + member, () -> accessible(member)));
            }
            for (String open : open(carrier.getModule())) {
                System.out.println(open);
            }
            way("a class of its own in Baton's module", () -> defineBy(loader));
        }

        private static void tryTheBridge() throws Exception {
            Class<?> bridge = Class.forName("dev.baton.bridge.Bridge", true, null);
            Class<?> hooks = Class.forName("dev.baton.bridge.Hooks", true, null);
            way("Bridge", () -> bridge.getMethod("scheduler").invoke(null));
            way("Bridge's field", () -> accessible(bridge.getDeclaredField("HOOKS")));
            way("Hooks' field", () -> accessible(hooks.getDeclaredField("installed")));
            way("Hooks", () -> accessible(hooks.getDeclaredConstructor()));
            Class<?> gate = Class.forName("dev.baton.gate.Gate", true, null);
            way("Gate", () -> accessible(gate.getDeclaredConstructor()));
            for (String open : open(bridge.getModule())) {
                System.out.println(open);
            }
        }

        private static void tryTheJdk() {
            Module base = Object.class.getModule();
            way("java.lang", () -> accessible(Thread.class.getDeclaredMethod("exit")));
            for (String name : List.of("jdk.internal.misc", "jdk.internal.vm")) {
                if (base.isExported(name, Intruder.class.getModule())) {
                    System.out.println(name);
                }
            }
        }

        /** What the agent was entered by can be called again, and gives nothing. */
        @SuppressWarnings("unchecked")
        private static void tryTheWayIn(ModuleLayer layer) {
            for (BiConsumer<String, Object> agent : ServiceLoader.load(layer, BiConsumer.class)) {
                try {
                    agent.accept(null, null); // says that there is one
                } catch (IllegalStateException e) {
                    // so does the one that is attached
                }
                way("the agent's fields", () -> accessible(agent.getClass().getMethods()[0]));
            }
        }

        private static Object accessible(Member member) throws Exception {
            if (member instanceof Method method) {
                method.setAccessible(true);
            } else if (member instanceof Field field) {
                field.setAccessible(true);
            } else {
                ((java.lang.reflect.Constructor<?>) member).setAccessible(true);
            }
            return member;
        }

        private static List<String> open(Module module) {
            return module.getPackages().stream()
                    .filter(name ->
                            module.isExported(name, Intruder.class.getModule())
                                    || module.isOpen(name, Intruder.class.getModule()))
                    .map(name -> "package " + name)
                    .toList();
        }

        private static void way(String name, Callable<?> attempt) {
            try {
                attempt.call();
            } catch (java.lang.reflect.InvocationTargetException e) {
                System.out.println(name); // it was called
                return;
            } catch (Exception e) {
                return;
            }
            System.out.println(name);
        }
    }

    /** What a program may do to a loader whose class it may reflect on. */
    private static MethodHandle defineBy(ClassLoader loader) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(loader.getClass(), MethodHandles.lookup())
                .findVirtual(
                        loader.getClass(),
                        "defineClass",
                        MethodType.methodType(
                                Class.class, String.class, byte[].class, int.class, int.class));
    }

    @Test
    void noWayIsOpen() throws Exception {
        JavaRun run = JavaRun.onBaton("dump-on-quit,schedtrace=100000", Intruder.class);

        // The gate is for all, and its one class has nothing but what baton-api calls.
        assertThat(run.out().lines()).containsExactly("carrier found", "package dev.baton.gate");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> !line.contains("SCHED ")))
                .containsExactly("baton: the agent is there twice; its first options count");
    }

    /** The agent as it is, but that the modules that it makes are open. */
    @Test
    void inModulesThatAreOpenTheWaysAreFound() throws Exception {
        Path jar = dir.resolve("open.jar");
        try (JarFile agent = new JarFile(Path.of("target", "baton.jar").toFile());
                JarOutputStream open =
                        new JarOutputStream(Files.newOutputStream(jar), agent.getManifest())) {
            for (Enumeration<JarEntry> i = agent.entries(); i.hasMoreElements(); ) {
                JarEntry entry = i.nextElement();
                if (!entry.getName().toUpperCase(Locale.ROOT).startsWith("META-INF/")) {
                    open.putNextEntry(new JarEntry(entry.getName()));
                    open.write(opened(agent.getInputStream(entry).readAllBytes()));
                }
            }
        }

        JavaRun run = JavaRun.java(List.of("-javaagent:" + jar), Intruder.class);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "call",
                        "setAccessible",
                        "public look-up",
                        "private look-up",
                        "package dev.baton.vthread",
                        "Bridge",
                        "Bridge's field",
                        "Hooks' field",
                        "Hooks",
                        "package dev.baton.bridge")
                .doesNotContain("java.lang", "jdk.internal.misc");
    }

    private static byte[] opened(byte[] classFile) {
        String text = new String(classFile, ISO_8859_1);
        return text.replace("\u0001\0\u0009newModule", "\u0001\0\rnewOpenModule")
                .getBytes(ISO_8859_1);
    }

    /** A loader as Baton's would be, were it of a class on the program's class path. */
    static final class LoaderOnTheClassPath extends ClassLoader {}

    @Test
    void aLoaderOnTheClassPathWouldDefineClassesForAnybody() throws Exception {
        assertThat(defineBy(new LoaderOnTheClassPath())).isNotNull();
    }
}
