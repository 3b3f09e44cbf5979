package programs.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;

/** What a node and the client have in common: how they join. */
final class Member {
    static final String NODE = "node";
    static final String CLIENT = "client";

    private static final String SYSTEM = "shop";

    private Member() {}

    /** Starts one that joins the others. */
    static ActorSystem<Void> start(String role, int port, List<Integer> seedPorts) {
        List<String> seeds =
                seedPorts.stream().map(seed -> "pekko://" + SYSTEM + "@127.0.0.1:" + seed).toList();
        Config config =
                ConfigFactory.parseMap(
                                Map.of(
                                        "pekko.remote.artery.canonical.port", port,
                                        "pekko.cluster.roles", List.of(role),
                                        "pekko.cluster.seed-nodes", seeds))
                        .withFallback(ConfigFactory.load());
        return ActorSystem.create(Behaviors.empty(), SYSTEM, config);
    }

    /** Accounts, which are where the nodes are; elsewhere it only knows the way. */
    static void initialize(ActorSystem<Void> system, Shop shop, Threads threads) {
        ClusterSharding.get(system)
                .init(
                        Entity.of(
                                        Account.KEY,
                                        (EntityContext<Deposit> entity) ->
                                                Account.of(shop, entity.getEntityId()))
                                .withRole(NODE)
                                .withEntityProps(threads.selector()));
    }
}
