package programs.cluster;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * An account: an entity of the cluster, in one process at a time, which blocks for each deposit.
 */
final class Account {
    static final EntityTypeKey<Deposit> KEY = EntityTypeKey.create(Deposit.class, "account");

    private Account() {}

    /** Who can't book begins again; the deposit has no answer, and is asked for again. */
    static Behavior<Deposit> of(Shop shop, String name) {
        return Behaviors.supervise(Behaviors.<Deposit>setup(context -> open(shop, name)))
                .onFailure(SupervisorStrategy.restart());
    }

    private static Behavior<Deposit> open(Shop shop, String name) throws SQLException {
        Books books = shop.booksOf(name);
        return Behaviors.receive(Deposit.class)
                .onMessage(Deposit.class, deposit -> take(books, name, deposit))
                .onSignal(PostStop.class, signal -> close(books))
                .onSignal(PreRestart.class, signal -> close(books))
                .build();
    }

    private static Behavior<Deposit> take(Books books, String name, Deposit deposit)
            throws SQLException, IOException {
        long balance = books.deposit(name, deposit.id(), deposit.cents());
        deposit.replyTo().tell(new Receipt(deposit.id(), balance));
        return Behaviors.same();
    }

    private static Behavior<Deposit> close(Books books) throws SQLException {
        books.close();
        return Behaviors.same();
    }
}
