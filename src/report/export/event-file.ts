import crc32c from 'crc-32/crc32c.js';
import protobuf from 'protobufjs/light.js';

/** A number at a step. */
export interface ScalarEvent {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** What TensorBoard is told of a run. */
export interface EventFile {
  readonly scalars: readonly ScalarEvent[];
  /** What it is about, by tag. */
  readonly descriptions: Readonly<Record<string, string>>;
  readonly hyperparameters: Readonly<Record<string, number | string | boolean>>;
  /** Of every event, in seconds since 1970. */
  readonly wallTime: number;
}

/**
 * The bytes of a TensorBoard event file: scalars in float64, and the hyperparameters of the run for its HParams page.
 *
 * Source: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto and tensor.proto,
 * tensorboard/plugins/hparams/plugin_data.proto.
 */
export function eventFile({
  scalars,
  descriptions,
  hyperparameters,
  wallTime,
}: EventFile): Uint8Array {
  const seen = new Set<string>();
  const events: object[] = [
    { wallTime, fileVersion: 'brain.Event:2' },
    { wallTime, summary: { value: [startOf(hyperparameters, wallTime), endOf(wallTime)] } },
  ];
  for (const { tag, step, value } of scalars) {
    // As TensorBoard's own writer does, the first event of a tag alone says what it is.
    const metadata = seen.has(tag)
      ? {}
      : {
          metadata: {
            pluginData: { pluginName: 'scalars' },
            summaryDescription: descriptions[tag] ?? '',
            dataClass: 1,
          },
        };
    seen.add(tag);
    const tensor = { dtype: DOUBLE, tensorShape: {}, doubleVal: [value] };
    events.push({ wallTime, step, summary: { value: [{ tag, tensor, ...metadata }] } });
  }
  return joined(events.map((event) => framed(Event.encode(Event.fromObject(event)).finish())));
}

/** DT_DOUBLE of tensorflow/core/framework/types.proto. */
const DOUBLE = 2;

const startOf = (of: EventFile['hyperparameters'], startTimeSecs: number) =>
  ofHparams('session_start_info', {
    sessionStartInfo: {
      hparams: Object.fromEntries(
        Object.entries(of).map(([name, value]) => [name, { [`${typeof value}Value`]: value }]),
      ),
      startTimeSecs,
    },
  });

/** STATUS_SUCCESS of tensorboard/plugins/hparams/api.proto. */
const endOf = (endTimeSecs: number) =>
  ofHparams('session_end_info', { sessionEndInfo: { status: 1, endTimeSecs } });

const ofHparams = (name: string, about: object) => ({
  tag: `_hparams_/${name}`,
  metadata: {
    pluginData: {
      pluginName: 'hparams',
      content: PluginData.encode(PluginData.fromObject(about)).finish(),
    },
    dataClass: 2,
  },
  // DT_FLOAT; TensorBoard wants a tensor beside what the plug-in reads.
  tensor: { dtype: 1, tensorShape: { dim: [{ size: 0 }] } },
});

/**
 * A record of a TFRecord file: length, its checksum, bytes, their checksum.
 *
 * Source: tensorflow/core/lib/io/record_writer.h.
 */
function framed(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, masked(bytes), true);
  return record;
}

/** CRC-32C, turned right by 15 bits, plus a constant: tensorflow/core/lib/hash/crc32c.h. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes, 0) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const field = (type: string, id: number, more: object = {}) => ({ type, id, ...more });
const repeated = (type: string, id: number) => field(type, id, { rule: 'repeated' });

/** The parts of the messages that are written. */
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: field('double', 1),
        step: field('int64', 2),
        fileVersion: field('string', 3),
        summary: field('Summary', 5),
      },
    },
    Summary: { fields: { value: repeated('SummaryValue', 1) } },
    SummaryValue: {
      fields: {
        tag: field('string', 1),
        tensor: field('Tensor', 8),
        metadata: field('SummaryMetadata', 9),
      },
    },
    SummaryMetadata: {
      fields: {
        pluginData: field('PluginOf', 1),
        summaryDescription: field('string', 3),
        dataClass: field('int32', 4),
      },
    },
    PluginOf: { fields: { pluginName: field('string', 1), content: field('bytes', 2) } },
    Tensor: {
      fields: {
        dtype: field('int32', 1),
        tensorShape: field('TensorShape', 2),
        doubleVal: repeated('double', 6),
      },
    },
    TensorShape: { fields: { dim: repeated('Dim', 2) } },
    Dim: { fields: { size: field('int64', 1) } },
    HParamsPluginData: {
      fields: {
        version: field('int32', 1),
        sessionStartInfo: field('SessionStartInfo', 3),
        sessionEndInfo: field('SessionEndInfo', 4),
      },
    },
    SessionStartInfo: {
      fields: {
        hparams: field('Value', 1, { keyType: 'string' }),
        startTimeSecs: field('double', 5),
      },
    },
    SessionEndInfo: { fields: { status: field('int32', 1), endTimeSecs: field('double', 2) } },
    Value: {
      oneofs: { kind: { oneof: ['numberValue', 'stringValue', 'booleanValue'] } },
      fields: {
        numberValue: field('double', 2),
        stringValue: field('string', 3),
        booleanValue: field('bool', 4),
      },
    },
  },
});

const Event = root.lookupType('Event');
const PluginData = root.lookupType('HParamsPluginData');
