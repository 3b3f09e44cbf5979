package programs.cluster;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** A process of the cluster. Ends when its standard input does. */
public final class Node {
    private Node() {}

    /**
     * Runs it.
     *
     * @param args the directory of the shop, what accounts run on, its port, those of the seeds
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        List<Integer> seeds = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            seeds.add(Integer.parseInt(args[i]));
        }
        Shop shop = new Shop(Path.of(args[0]));
        ActorSystem<Void> system = Member.start(Member.NODE, Integer.parseInt(args[2]), seeds);
        Member.initialize(system, shop, Threads.parse(args[1]));
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
