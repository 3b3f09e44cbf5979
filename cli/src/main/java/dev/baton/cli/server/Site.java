package dev.baton.cli.server;

import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.real.PostgresServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where the servers of one kind are in one place: what asks them, and what they ask. */
final class Site implements AutoCloseable {
    private final ServerLauncher launcher;
    private final ServerKind kind;
    private final Place place;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Load load;
    private String service = "";

    private Site(ServerLauncher launcher, ServerKind kind, Place place) {
        this.launcher = launcher;
        this.kind = kind;
        this.place = place;
    }

    /**
     * Starts what the servers need.
     *
     * @param byWrk whether wrk is to be the load; else our own client
     * @throws IOException when something can't be had, saying what
     */
    static Site open(
            ServerLauncher launcher, SourceTree tree, ServerKind kind, Place place, boolean byWrk)
            throws IOException, InterruptedException {
        Site site = new Site(launcher, kind, place);
        boolean isOpen = false;
        try {
            Cpus cpus = Cpus.of(place);
            site.load =
                    byWrk
                            ? new Wrk(cpus.pinLoad(), tree.wrkScript())
                            : OwnLoad.start(cpus.pinLoad());
            site.open.push(site.load);
            site.service = site.startService(tree, cpus);
            isOpen = true;
            return site;
        } finally {
            if (!isOpen) {
                site.close();
            }
        }
    }

    private String startService(SourceTree tree, Cpus cpus)
            throws IOException, InterruptedException {
        return switch (kind.needs()) {
            case NOTHING -> "";
            case SERVER -> keep(launcher.startService(place, 0)).url().toString();
            case SLOW_SERVER -> keep(launcher.startService(place, 1)).url().toString();
            case DATABASE -> keep(PostgresServer.start(tree, cpus.pinLoad())).url();
        };
    }

    private <T extends AutoCloseable> T keep(T service) {
        open.push(service);
        return service;
    }

    Load load() {
        return load;
    }

    /** Starts a server. */
    ServerProcess start(ServerSide side) throws IOException, InterruptedException {
        return launcher.start(kind, side, place, service);
    }

    /** Ends what was started for them; the servers are gone by then. */
    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
