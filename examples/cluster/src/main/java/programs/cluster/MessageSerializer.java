package programs.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** The two messages as bytes. Pekko makes one by the name that stands in application.conf. */
public final class MessageSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_001;
    private static final String DEPOSIT = "D";
    private static final String RECEIPT = "R";

    private final ExtendedActorSystem system;

    /**
     * As Pekko makes it.
     *
     * @param system whose actors the messages name
     */
    public MessageSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof Deposit ? DEPOSIT : RECEIPT;
    }

    @Override
    public byte[] toBinary(Object message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            switch (message) {
                case Deposit deposit -> {
                    out.writeUTF(deposit.id());
                    out.writeLong(deposit.cents());
                    out.writeUTF(actors().toSerializationFormat(deposit.replyTo()));
                }
                case Receipt receipt -> {
                    out.writeUTF(receipt.id());
                    out.writeLong(receipt.balance());
                }
                default -> throw new IllegalArgumentException("no message of ours: " + message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of an array
        }
        return bytes.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            String id = in.readUTF();
            long number = in.readLong();
            return switch (manifest) {
                case DEPOSIT -> new Deposit(id, number, actors().resolveActorRef(in.readUTF()));
                case RECEIPT -> new Receipt(id, number);
                default -> throw new IOException("manifest " + manifest);
            };
        } catch (IOException e) {
            throw new NotSerializableException(e.toString());
        }
    }

    /** Asked for at each use: the serializer is made before there is one. */
    private ActorRefResolver actors() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
