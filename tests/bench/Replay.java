// Spark's own replay of an event log into its in-memory store: what the History Server does before it answers.
// `java -cp 'jars/*:classes' Replay LOG [PASSES]` prints seconds as JSON; `cargo xtask bench --spark JARS` runs it.

import java.io.FileInputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.ReplayListenerBus$;
import org.apache.spark.sql.execution.ui.SQLHistoryServerPlugin;
import org.apache.spark.status.AppStatusListener;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.util.kvstore.InMemoryStore;
import scala.Option;

public class Replay {
  public static void main(String[] args) throws Exception {
    int passes = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    StringBuilder seconds = new StringBuilder();
    for (int pass = 0; pass < passes; pass++) {
      long start = System.nanoTime();
      replay(args[0]);
      seconds.append(pass == 0 ? "" : ",").append((System.nanoTime() - start) / 1e9);
    }
    System.out.println("{\"passes_s\":[" + seconds + "]}");
    System.exit(0);
  }

  private static void replay(String log) throws Exception {
    // As FsHistoryProvider sets it up.
    SparkConf conf = new SparkConf(false)
        .set("spark.appStateStore.asyncTracking.enable", "false")
        .set("spark.ui.liveUpdate.period", "-1");
    ElementTrackingStore store = new ElementTrackingStore(new InMemoryStore(), conf);
    ReplayListenerBus bus = new ReplayListenerBus();
    bus.addListener(new AppStatusListener(store, conf, false, Option.empty(), Option.empty()));
    new SQLHistoryServerPlugin().createListeners(conf, store).foreach(listener -> {
      bus.addListener(listener);
      return null;
    });
    try (FileInputStream in = new FileInputStream(log)) {
      bus.replay(in, log, false, ReplayListenerBus$.MODULE$.SELECT_ALL_FILTER());
    }
    store.close();
  }
}
