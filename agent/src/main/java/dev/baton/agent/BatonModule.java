package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes the module that Baton's own classes are in. Its files come out of a folder of the agent's
 * jar where no other loader looks for classes, and its loader asks nobody but the JDK for what it
 * does not have: so a program doesn't see Baton's classes, and may have classes of the same names.
 *
 * <p>Only a module can be allowed native access without allowing it to the whole program, which
 * would then miss the JVM's warnings about itself; and only a module can be <em>closed</em>. This
 * one is opened what the JDK keeps to itself, and a program finds its loader: it is that of each
 * carrier's class. Three things keep the program from what was opened to us:
 *
 * <ul>
 *   <li>The module exports nothing and opens nothing. So it can't be called from here, either: it
 *       provides a service, and whoever has found that can do no more than this class does.
 *   <li>Its loader is of a class of the JDK's. One of a class that the program may reflect on, as
 *       on any of its class path, would define classes in the module for it.
 *   <li>That loader opens the folder once, before the program, and what it opened nobody else has.
 * </ul>
 *
 * <p>Here and in all else that runs before {@code main} there is no lambda: the first of them costs
 * a program that has none 10 ms.
 */
public final class BatonModule {
    private static final String MANAGEMENT = "java.management";
    private static final String RECORDER = "jdk.jfr";
    private static final String NAME = "dev.baton";
    private static final String AGENT = "dev.baton.agent.Agent";
    private static final String LATE_AGENT = "dev.baton.agent.LateAgent";
    private static final String FIRST_USE_AGENT = "dev.baton.agent.FirstUseAgent";

    /** The boot loader's. */
    private static final List<String> NOT_OURS = List.of("dev.baton.bridge", "dev.baton.gate");

    private BatonModule() {}

    /**
     * Loads the agent and lets it take over.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     * @throws Exception when the jar is broken
     */
    public static void start(String options, Instrumentation instrumentation) throws Exception {
        FirstUse.isNow(); // where there is an agent before this one
        Jar jar = jar();
        if (isNothingAsked(options) && FirstUse.await(instrumentation, jar)) {
            return;
        }
        agents(jar).next().accept(options, instrumentation);
    }

    /** Whether all is as it is by default, so that there is nothing to be checked and said. */
    private static boolean isNothingAsked(String options) {
        if (options != null && !options.isEmpty()) {
            return false;
        }
        for (Object name : System.getProperties().keySet()) {
            if (name instanceof String property
                    && property.startsWith("baton.")
                    && !property.equals("baton.enabled")) { // Premain has asked for that
                return false;
            }
        }
        for (String variable : System.getenv().keySet()) {
            if (variable.startsWith("BATON_") && !variable.equals("BATON_ENABLED")) {
                return false;
            }
        }
        return true;
    }

    /** What {@link FirstUse} waits for. */
    static ClassFileTransformer atFirstUse(Jar jar) throws Exception {
        return ServiceLoader.load(layer(jar), ClassFileTransformer.class).iterator().next();
    }

    /**
     * The same in a program that runs.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     * @throws Exception when it does not take over; the message says why
     */
    public static void startLate(String options, Instrumentation instrumentation) throws Exception {
        FirstUse.isNow();
        Iterator<BiConsumer<String, Instrumentation>> agents = agents(jar());
        agents.next();
        agents.next().accept(options, instrumentation);
    }

    /** In the order in which the module provides them. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the module provides no other
    private static Iterator<BiConsumer<String, Instrumentation>> agents(Jar jar) throws Exception {
        return (Iterator) ServiceLoader.load(layer(jar), BiConsumer.class).iterator();
    }

    private static ModuleLayer layer(Jar jar) throws Exception {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration modules =
                boot.configuration()
                        .resolve(new OneModule(reference(jar)), ModuleFinder.of(), Set.of(NAME));
        return ModuleLayer.defineModulesWithOneLoader(
                        modules, List.of(boot), ClassLoader.getPlatformClassLoader())
                .layer();
    }

    /**
     * Opens the jar. It stays open, so that one which is put in its place later is not mixed with
     * it. Nor is it to be had from here: who could put another in its place would be in the module.
     */
    private static Jar jar() throws IOException, URISyntaxException {
        return new Jar(
                new File(
                        BatonModule.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()));
    }

    private static ModuleReference reference(Jar jar) throws IOException {
        try (Folder folder = new Folder(jar)) {
            String version;
            try (InputStream in = folder.open("version").orElseThrow()) {
                version = new String(in.readAllBytes(), UTF_8);
            }
            ModuleDescriptor.Builder descriptor =
                    ModuleDescriptor.newModule(NAME)
                            .version(version)
                            .requires("java.base")
                            .requires("java.instrument")
                            .packages(folder.packages())
                            .uses("java.lang.System$LoggerFinder") // warnings are logged
                            .provides(BiConsumer.class.getName(), List.of(AGENT, LATE_AGENT))
                            .provides(
                                    ClassFileTransformer.class.getName(), List.of(FIRST_USE_AGENT));
            if (ModuleLayer.boot().findModule(MANAGEMENT).isPresent()) {
                descriptor.requires(MANAGEMENT); // a trace tells of garbage collections
            }
            if (ModuleLayer.boot().findModule(RECORDER).isPresent()) {
                descriptor.requires(RECORDER); // for events in it, once it is started
            }
            return new ModuleReference(descriptor.build(), null) {
                @Override
                public ModuleReader open() throws IOException {
                    return new Folder(jar);
                }
            };
        }
    }

    /** An open jar, and what tells it from one that takes its place. */
    static final class Jar {
        private final File file;
        private final long modified;
        private final long length;
        private final ZipFile zip;

        Jar(File file) throws IOException {
            this.file = file;
            this.modified = file.lastModified();
            this.length = file.length();
            this.zip = new ZipFile(file);
        }

        /** All of it; null where another has its place. */
        byte[] bytes() throws IOException {
            try (FileInputStream in = new FileInputStream(file)) {
                byte[] bytes = in.readAllBytes();
                return bytes.length == length && file.lastModified() == modified ? bytes : null;
            }
        }
    }

    /** The folder of the jar, under the names that the module knows its files by. */
    private static final class Folder implements ModuleReader {
        private static final String FOLDER = "baton/";
        private static final String CLASS = ".class";
        private static final String CLASS_DATA = ".classdata";

        /** For who wants all there is at once: the jar itself. */
        private static final String ALL = "baton.jar";

        private final Jar jar;

        Folder(Jar jar) {
            this.jar = jar;
        }

        Set<String> packages() {
            Set<String> packages = new HashSet<>();
            for (Iterator<String> names = list().iterator(); names.hasNext(); ) {
                String name = names.next();
                if (name.endsWith(CLASS)) {
                    packages.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.'));
                }
            }
            packages.removeAll(NOT_OURS);
            return packages;
        }

        @Override
        public Stream<String> list() {
            Stream.Builder<String> names = Stream.builder();
            for (Iterator<? extends ZipEntry> i = jar.zip.entries().asIterator(); i.hasNext(); ) {
                String entry = i.next().getName();
                if (entry.startsWith(FOLDER) && !entry.endsWith("/")) {
                    String name = entry.substring(FOLDER.length());
                    names.add(
                            name.endsWith(CLASS_DATA)
                                    ? name.substring(0, name.length() - "data".length())
                                    : name);
                }
            }
            return names.build();
        }

        private ZipEntry entry(String name) {
            return jar.zip.getEntry(FOLDER + (name.endsWith(CLASS) ? name + "data" : name));
        }

        @Override
        public Optional<InputStream> open(String name) throws IOException {
            ZipEntry entry = entry(name);
            return entry == null ? Optional.empty() : Optional.of(jar.zip.getInputStream(entry));
        }

        /** As open(), whose stream would be read into 16 KiB for each class. */
        @Override
        public Optional<ByteBuffer> read(String name) throws IOException {
            if (name.equals(ALL)) {
                byte[] all = jar.bytes();
                return all == null ? Optional.empty() : Optional.of(ByteBuffer.wrap(all));
            }
            ZipEntry entry = entry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = jar.zip.getInputStream(entry)) {
                return Optional.of(ByteBuffer.wrap(in.readNBytes((int) entry.getSize())));
            }
        }

        /**
         * For other agents, which look into the class file of each class that is loaded: one that
         * finds none has the class loaded, amid its being loaded, and that ends in a LinkageError.
         */
        @Override
        public Optional<URI> find(String name) {
            ZipEntry entry = entry(name);
            return entry == null
                    ? Optional.empty()
                    : Optional.of(URI.create("jar:" + jar.file.toURI() + "!/" + entry.getName()));
        }

        @Override
        public void close() {
            // It stays open.
        }
    }

    /** Finds one module. */
    private static final class OneModule implements ModuleFinder {
        private final ModuleReference reference;

        OneModule(ModuleReference reference) {
            this.reference = reference;
        }

        @Override
        public Optional<ModuleReference> find(String name) {
            return name.equals(NAME) ? Optional.of(reference) : Optional.empty();
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.of(reference);
        }
    }
}
