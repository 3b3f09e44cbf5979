package programs.lucene;

import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Randoms;
import programs.harness.Workload;

/** Eight threads that search an index which doesn't change, by positioned reads of its files. */
public final class Finder implements Workload {
    private static final int WORKERS = 8;
    private static final int DOCUMENTS = 10_000;
    private static final int HITS = 10;

    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final Randoms randoms = new Randoms(WORKERS);

    private Finder(Options options) throws IOException {
        directory = new NIOFSDirectory(options.directory().resolve("index"));
        SplittableRandom random = new SplittableRandom(1);
        try (IndexWriter writer =
                new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
            for (int i = 0; i < DOCUMENTS; i++) {
                Document document = new Document();
                document.add(Words.text(random));
                writer.addDocument(document);
            }
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("lucene", WORKERS, Finder::new, args);
    }

    @Override
    public void request(int worker) throws IOException {
        var hits = searcher.search(Words.query(randoms.of(worker)), HITS).scoreDocs;
        if (hits.length > 0) {
            searcher.storedFields().document(hits[0].doc);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
