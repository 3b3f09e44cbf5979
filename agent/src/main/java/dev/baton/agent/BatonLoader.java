package dev.baton.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The loader of Baton's own classes. It takes them out of a folder of the agent's jar where no
 * other loader looks for classes, and asks nobody but the JDK for what it does not have: so a
 * program doesn't see Baton's classes, and may have classes of the same names.
 *
 * <p>They are a module, for only a module can be allowed native access without allowing it to the
 * whole program, which would then miss the JVM's warnings about itself.
 *
 * <p>Here and in all else that runs before {@code main} there is no lambda: the first of them costs
 * a program that has none 10 ms.
 */
public final class BatonLoader extends ClassLoader
        implements Runnable, Function<String, ClassLoader> {
    private static final String MODULE = "dev.baton";
    private static final String FOLDER = "baton/";
    private static final String SUFFIX = ".classdata";
    private static final String BRIDGE = "dev.baton.bridge.";
    private static final String AGENT = "dev.baton.agent.Agent";

    static {
        registerAsParallelCapable();
    }

    private final ZipFile jar;

    private BatonLoader(ZipFile jar) {
        super("baton", getPlatformClassLoader());
        this.jar = jar;
    }

    /**
     * Loads the agent and lets it take over.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     * @throws Exception when the jar is broken
     */
    public static void start(String options, Instrumentation instrumentation) throws Exception {
        ZipFile jar = openJar();
        BatonLoader loader = new BatonLoader(jar);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration modules =
                boot.configuration()
                        .resolve(new OneModule(descriptor(jar)), ModuleFinder.of(), Set.of(MODULE));
        ModuleLayer.defineModules(modules, List.of(boot), loader);
        Class.forName(AGENT, true, loader)
                .getMethod("start", String.class, Instrumentation.class, Runnable.class)
                .invoke(null, options, instrumentation, loader);
    }

    /** The jar that this class is in. It stays open. */
    private static ZipFile openJar() throws IOException, URISyntaxException {
        return new ZipFile(
                new File(
                        BatonLoader.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()));
    }

    private static ModuleDescriptor descriptor(ZipFile jar) {
        return ModuleDescriptor.newOpenModule(MODULE)
                .requires("java.base")
                .requires("java.instrument")
                .packages(packages(jar))
                .build();
    }

    private static Set<String> packages(ZipFile jar) {
        Set<String> packages = new HashSet<>();
        for (String name : classNames(jar)) {
            packages.add(name.substring(0, name.lastIndexOf('.')));
        }
        return packages;
    }

    /** All classes that are this loader's to define. */
    private static List<String> classNames(ZipFile jar) {
        List<String> names = new ArrayList<>();
        for (Iterator<? extends ZipEntry> i = jar.entries().asIterator(); i.hasNext(); ) {
            String entry = i.next().getName();
            if (entry.startsWith(FOLDER) && entry.endsWith(SUFFIX)) {
                int end = entry.length() - SUFFIX.length();
                String name = entry.substring(FOLDER.length(), end).replace('/', '.');
                if (!name.startsWith(BRIDGE)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The loader of the module of that name: there is only one. */
    @Override
    public ClassLoader apply(String module) {
        return this;
    }

    /**
     * Loads all classes. Once the JDK's reads of files are announced, to load a class from the jar
     * would lead from the scheduler into the scheduler.
     *
     * @throws NoClassDefFoundError when one of them can't be read
     */
    @Override
    public void run() {
        try {
            for (String name : classNames(jar)) {
                loadClass(name);
            }
        } catch (ClassNotFoundException e) {
            throw (NoClassDefFoundError) new NoClassDefFoundError(e.getMessage()).initCause(e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ZipEntry entry = jar.getEntry(FOLDER + name.replace('.', '/') + SUFFIX);
        if (entry == null || name.startsWith(BRIDGE)) { // the bridge is the boot loader's
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name + ": " + jar.getName() + " can't be read", e);
        }
    }

    /** For {@code Class.forName} of the module itself. */
    @Override
    protected Class<?> findClass(String module, String name) {
        try {
            return MODULE.equals(module) ? findClass(name) : null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** The files of the folder, class files among them. */
    @Override
    public InputStream getResourceAsStream(String name) {
        ZipEntry entry = jar.getEntry(FOLDER + name);
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }

    /** Finds a module whose contents nobody asks it for. */
    private static final class OneModule implements ModuleFinder {
        private final ModuleReference reference;

        OneModule(ModuleDescriptor descriptor) {
            reference =
                    new ModuleReference(descriptor, null) {
                        @Override
                        public ModuleReader open() throws IOException {
                            throw new IOException("classes come from their loader");
                        }
                    };
        }

        @Override
        public Optional<ModuleReference> find(String name) {
            return name.equals(MODULE) ? Optional.of(reference) : Optional.empty();
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.of(reference);
        }
    }
}
