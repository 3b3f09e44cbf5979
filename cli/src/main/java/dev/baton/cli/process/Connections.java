package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Who is at the other end of a socket. */
final class Connections {
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private Connections() {}

    /** The peer of a socket of that inode; "socket" where that isn't known. */
    static String of(long pid, String inode) {
        for (String table : new String[] {"tcp", "tcp6"}) {
            Path file = Path.of("/proc", Long.toString(pid), "net", table);
            try (var lines = Files.lines(file, ISO_8859_1)) {
                String peer =
                        lines.map(line -> line.strip().split("\\s+", -1))
                                .filter(words -> words.length > INODE && words[INODE].equals(inode))
                                .map(words -> peer(words[REMOTE]))
                                .findFirst()
                                .orElse(null);
                if (peer != null) {
                    return peer;
                }
            } catch (IOException e) {
                // No such table, or the process has ended.
            }
        }
        return "socket";
    }

    /** As 0100007F:1F90, in words of four bytes each, whose bytes stand the wrong way round. */
    static String peer(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text.substring(0, colon));
        for (int i = 0; i < bytes.length; i += 4) {
            swap(bytes, i, i + 3);
            swap(bytes, i + 1, i + 2);
        }
        int port = Integer.parseInt(text.substring(colon + 1), 16);
        try {
            String address = InetAddress.getByAddress(bytes).getHostAddress();
            return port == 0
                    ? "listens"
                    : (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static void swap(byte[] bytes, int i, int j) {
        byte b = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = b;
    }
}
