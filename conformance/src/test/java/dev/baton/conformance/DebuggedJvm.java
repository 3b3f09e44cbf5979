package dev.baton.conformance;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A program in a JVM of its own, with the JDK's debug agent, and a debugger that is attached to it.
 *
 * @param process the program
 * @param output what it writes
 * @param vm the debugger's view of it
 */
record DebuggedJvm(Process process, BufferedReader output, VirtualMachine vm) {
    private static final String AGENT =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,"
                    + "includevirtualthreads=y";

    /** Starts the main method of a class, and attaches to it. */
    static DebuggedJvm start(Class<?> program, String... args) throws Exception {
        Process process = ChildJvm.start(List.of(AGENT), program, args);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String listening = output.readLine(); // … at address: 127.0.0.1:12345
        AttachingConnector sockets =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(connector -> connector.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = sockets.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(listening.substring(listening.lastIndexOf(':') + 1).strip());
        return new DebuggedJvm(process, output, sockets.attach(arguments));
    }
}
