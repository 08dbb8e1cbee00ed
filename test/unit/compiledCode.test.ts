import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { civilDate, dayNumber, daysInMonth } from '../../exchange/calendar/civil';
import { Digest } from '../../exchange/changes/digest';
import { Isolation } from '../../exchange/changes/isolation';
import {
	changedItems,
	type ListedItem,
	readInBatches,
	type ReadItem,
} from '../../exchange/changes/items';
import { ByteReader, ByteWriter } from '../../exchange/changes/position/bytes';
import { KnownItems, KnownItemSet } from '../../exchange/changes/position/known';
import { NumberColumn } from '../../exchange/changes/position/numberColumn';
import { RowIndex } from '../../exchange/changes/position/rowIndex';
import { UidColumn } from '../../exchange/changes/position/uidColumn';
import { DocumentReader } from '../../exchange/xml/elementReader';
import { NamespaceScope } from '../../exchange/xml/elementNames';
import { CharacterData } from '../../exchange/xml/characterData';
import { StartTag } from '../../exchange/xml/startTag';
import { XmlScanner } from '../../exchange/xml/scanner';
import {
	fieldsOf,
	integer,
	list as listOf,
	longBinary,
	mapped,
	record,
	text,
} from '../../exchange/xml/shapes';

type Method = (...args: never[]) => unknown;

setFlagsFromString('--allow-natives-syntax');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const prepare = new Function('f', '%PrepareFunctionForOptimization(f)') as (f: Method) => void;
const compile = new Function('f', '%OptimizeFunctionOnNextCall(f)') as (f: Method) => void;
const discard = new Function('f', '%DeoptimizeFunction(f)') as (f: Method) => void;
const status = new Function('f', 'return %GetOptimizationStatus(f)') as (f: Method) => number;
const isCompiled = (method: Method) => (status(method) & (1 << 4)) !== 0;

const shape = record<{ b: string }>({ b: fieldsOf<{ b: string }>()('b', text) });

function read(): void {
	const reader = new DocumentReader('a', shape, () => new Error('another root'));
	reader.feed(Buffer.from('<a><b c="d">text &amp; <!-- none --></b><b>plain</b><e/></a>'));
	reader.end();
}

const content = { ids: [1], uid: 'uid', isSecond: false, isUnconfirmed: false };

function know(): void {
	const known = new KnownItems();
	const item = known.add(content);
	known.addId(item, 2);
	known.byUid('uid');
	new KnownItemSet().add(item);
}

function write(): void {
	const writer = new ByteWriter();
	writer.unsigned(300);
	writer.fixed(7, 2);
	const [bytes] = writer.take();
	new ByteReader(bytes).unsigned();
}

const readers = {
	listed: ({ request }: ListedItem) => request.id,
	held: ({ request }: ReadItem<unknown>) => request,
};

async function list(): Promise<void> {
	const change = { kind: 'create', itemId: { id: 'id', changeKey: 'key' } } as const;
	const page = { changes: [change], syncState: 'state', includesLastItemInRange: true };
	const progress = { syncState: undefined, deletions: new Map(), listed: 0, onRestart: () => {} };
	for await (const [item] of changedItems({ changedItems: async () => page }, progress)) {
		readers.listed(item);
	}
}

async function hold(): Promise<void> {
	const failure = { responseCode: 'ErrorItemNotFound' };
	const reads = { items: async () => [{ ok: false as const, failure }] };
	const run = { reads, batchSize: 1, concurrency: 1, isolation: new Isolation() };
	const asked = (async function* () {
		yield [{ address: { id: 'id' }, request: 'request' }];
	})();
	for await (const [item] of readInBatches(run as never, asked)) readers.held(item);
}

const anyShape = record<Record<string, unknown>>(
	Object.fromEntries(
		Object.entries({
			text,
			integer,
			bytes: longBinary,
			list: listOf<unknown>({ text, integer }),
			mapped: mapped(text, (value) => value.length),
			record: record({}, { attributes: { of: 'of' } }),
		}).map(([name, of]) => [name, fieldsOf<Record<string, unknown>>()(name, of as never)]),
	),
);

function readPieces(...pieces: string[]): unknown {
	const reader = new DocumentReader('a', anyShape, () => new Error('another root'));
	for (const piece of pieces) reader.feed(Buffer.from(piece));
	return reader.end();
}

const usual = () => readPieces('<a><text>one</text><record of="1"/><other><b>c</b></other></a>');
const unusual = () =>
	readPieces(
		'<a xmlns:b="urn:b" b:c="d"><!-- no',
		'ne --><Aa/><BB/><Aa/><te',
		'xt>a &lt; b &a',
		'mp; é&#x1f600;\r\n<![CDATA[<',
		']]></text><integer>1</integer><bytes>AA==</bytes><list><text>1</text><integer>2</integer></list>',
		'<mapped>cut',
		" here</mapped><record of='1 &amp; 2'/><record of='x",
		"'></record></a>",
	);
const cut = () => readPieces('<a><text>cut', ' in two</text></a>');
const rows = (column: NumberColumn, ofRows: number[]) => () => {
	for (const row of ofRows) column.set(row, column.get(row) + 1);
};
const column = new NumberColumn(Uint32Array, 0);
const ofDays = (work: (day: number) => unknown, days: number[]) => () => days.forEach(work);
const summer = [20_635, 20_700];
const leapDay = [20_512, 21_244];

const met: Array<[string, object, string, () => unknown, () => unknown]> = [
	['elements', DocumentReader.prototype, 'close', usual, unusual],
	['markup', XmlScanner.prototype, 'readMarkup', usual, unusual],
	['start tags', XmlScanner.prototype, 'readStartTag', usual, unusual],
	['end tags', XmlScanner.prototype, 'readEndTag', usual, unusual],
	['attributes', StartTag.prototype, 'scopeWithin', usual, unusual],
	['text', CharacterData.prototype, 'read', cut, unusual],
	['text with references', CharacterData.prototype, 'readWithReferences', unusual, unusual],
	['names', NamespaceScope.prototype, 'resolve', usual, unusual],
	['columns', NumberColumn.prototype, 'set', rows(column, [1, 2]), rows(column, [100, 9000])],
	['their numbers', NumberColumn.prototype, 'get', rows(column, [1, 2]), rows(column, [20_000])],
	...Object.entries({
		civilDate,
		dayNumber: (day: number) => {
			const { year, month, day: ofMonth } = civilDate(day);
			return dayNumber(year, month, ofMonth);
		},
		daysInMonth: (day: number) => daysInMonth(civilDate(day).year, civilDate(day).month),
	}).map(([name, work]): [string, object, string, () => unknown, () => unknown] => [
		name,
		{ [name]: work },
		name,
		ofDays(work, summer),
		ofDays(work, leapDay),
	]),
];

test.each(met)(
	'what V8 compiled for %s is kept when something comes for the first time',
	(_name, of, name, before, first) => {
		const method = (of as Record<string, Method>)[name];
		prepare(method);
		for (let run = 0; run < 30; run++) before();
		// What calls it may hold a copy of its own.
		for (const Class of [DocumentReader, XmlScanner, StartTag, CharacterData]) {
			const methods = Object.values(Object.getOwnPropertyDescriptors(Class.prototype));
			for (const { value } of methods) if (typeof value === 'function') discard(value as Method);
		}
		compile(method);
		before();
		expect(isCompiled(method)).toBe(true);
		first();
		expect(isCompiled(method)).toBe(true);
	},
);

const busy: Array<[string, object, string, () => void | Promise<void>]> = [
	['the reader of elements', DocumentReader.prototype, 'open', read],
	['the scanner', XmlScanner.prototype, 'feed', read],
	['its tags', StartTag.prototype, 'read', read],
	['its text', CharacterData.prototype, 'read', read],
	['its names', NamespaceScope.prototype, 'resolve', read],
	['digests', Digest.prototype, 'text', () => void new Digest().text('text').number()],
	['known items', KnownItems.prototype, 'byUid', know],
	['sets of them', KnownItemSet.prototype, 'add', know],
	['their index', RowIndex.prototype, 'set', know],
	['their UIDs', UidColumn.prototype, 'set', know],
	['written bytes', ByteWriter.prototype, 'fixed', write],
	['read bytes', ByteReader.prototype, 'unsigned', write],
	['failures', Isolation.prototype, 'succeed', () => new Isolation().succeed()],
	['listed items', readers, 'listed', list],
	['items that are held', readers, 'held', hold],
];

test.each(busy)(
	'what V8 compiled for %s outlives a full collection',
	async (_name, of, name, work) => {
		const method = (of as Record<string, Method>)[name];
		await work();
		prepare(method);
		for (let run = 0; run < 20; run++) await work();
		compile(method);
		await work();
		expect(isCompiled(method)).toBe(true);
		collect();
		expect(isCompiled(method)).toBe(true);
	},
);
