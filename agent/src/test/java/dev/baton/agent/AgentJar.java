package dev.baton.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes a class of the tests an agent: a jar with a manifest, for the class is on the path. */
final class AgentJar {
    private AgentJar() {}

    /** The flag that starts a program with it. The agent may change classes that are loaded. */
    static String flag(Path dir, Class<?> premain) throws IOException {
        Path jar = dir.resolve("agent.jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), premain.getName());
        attributes.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return "-javaagent:" + jar;
    }
}
