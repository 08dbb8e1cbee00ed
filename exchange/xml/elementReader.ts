import { keepCompiled } from '../compiledCode';
import { MalformedXml } from './malformed';
import { shortNames, type ShortNames } from './namespaces';
import { openElement, XmlScanner, type ScannerHandler, type StartTag } from './scanner';
import { fieldsOf, list, record, text, type Field, type Shape } from './shapes';

interface Frame {
	shape: Shape<unknown>;
	/** The part of the element that is read so far. */
	draft: unknown;
	/** Where its value goes; undefined for the root. */
	field: Field | undefined;
	name: string;
}

/** Builds the record of a document's root element from the scanner's events. */
export class DocumentReader<T> implements ScannerHandler {
	private readonly scanner: XmlScanner;
	/** The elements that are open, outermost first; kept for the next ones when they close. */
	private readonly frames: Frame[] = [];
	private depth = 0;
	private root: T | undefined;

	/**
	 * @param expected name of the root element, such as `s:Envelope`
	 * @param unexpected the error for another root
	 * @param names the namespaces that have a short name; elements of others are `{uri}name`
	 */
	constructor(
		private readonly expected: string,
		private readonly shape: Shape<T>,
		private readonly unexpected: (name: string) => Error,
		names?: ShortNames,
	) {
		this.scanner = new XmlScanner(this, {}, names);
	}

	feed(chunk: Buffer): void {
		this.scanner.feed(chunk);
		if (this.depth === 0) return;
		const { shape, draft } = this.frames[this.depth - 1];
		shape.takeText?.(draft, this.scanner.takeText());
	}

	end(): T {
		this.scanner.end();
		return this.root as T;
	}

	open(name: string, tag: StartTag): number {
		const depth = this.depth;
		let field: Field | undefined;
		let shape: Shape<unknown>;
		if (depth === 0) {
			if (name !== this.expected) throw this.unexpected(name);
			shape = this.shape;
		} else {
			const parent = this.frames[depth - 1].shape;
			field = parent.children?.get(name) ?? parent.others;
			if (field === undefined) return openElement.skip;
			shape = field.shape;
		}
		const draft = shape.create();
		const attributes = shape.attributes;
		if (attributes !== undefined) {
			for (let i = 0; i < attributes.length; i++) {
				const attribute = attributes[i];
				const value = tag.attribute(attribute.name);
				if (value !== undefined) attribute.store(draft, value);
			}
		}
		const frame = (this.frames[depth] ??= { shape, draft, field, name });
		frame.shape = shape;
		frame.draft = draft;
		frame.field = field;
		frame.name = name;
		this.depth = depth + 1;
		return shape.wantsText ? openElement.text : openElement.structure;
	}

	close(text: string): void {
		const depth = --this.depth;
		const frame = this.frames[depth];
		const { field, name } = frame;
		const value = frame.shape.finish(frame.draft, text, name);
		frame.draft = undefined;
		if (field === undefined) this.root = value as T;
		else field.store(this.frames[depth - 1].draft, value, name);
	}
}

interface Sample {
	of: string;
	words: string[];
	text: { text: string };
}

const sampleField = fieldsOf<Sample>();
const sampleShape = record<Sample>(
	{
		't:Words': sampleField('words', list({ 't:Word': text })),
		't:Text': sampleField('text', record({}, { text: 'text' })),
	},
	{ attributes: { Of: 'of' } },
);
const sampleNames = shortNames({ t: 'urn:sample' });

/** What documents hold now and then: names of equal hash, references, cuts (`|`) at bad places. */
const samplePieces = [
	'<?xml version="1.0"?><t:Sam|ple xmlns:t="urn:sample" Of="1 &amp; 2" of=\'3\'><!-- no|ne --><t:Aa a="1"/>',
	'<t:BB/><t:Aa><t:Word>skip|ped &amp; passed</t:Word></t:Aa><other xmlns="urn:other">&lt;</other>\r\n',
	'<t:Words><t:Word>plain</t:Word><t:Word>cut| in two</t:Word><t:Word>&lt;&a|mp;&#233;|é&#x1f600;</t:Word>',
	'<t:Word/><t:Word>a > b\r\n&quot;</t:Word><t:Word>é</t:Wo|rd></t:Words>',
	'<t:Text>é &amp;| <![CDATA[<|>]]></t:Text></t:Sample>',
]
	.join('')
	.split('|')
	.map((piece) => Buffer.from(piece));

/** V8 compiles for what it has seen, and begins anew at anything else: all is seen here before. */
function practise(): object {
	const unexpected = () => new MalformedXml('another root');
	const reader = new DocumentReader('t:Sample', sampleShape, unexpected, sampleNames);
	for (const piece of samplePieces) reader.feed(piece);
	reader.end();
	return reader;
}

/** V8 takes no notes of what a function meets in its first few runs. */
const runs = 10;
for (let run = 1; run < runs; run++) practise();
keepCompiled(practise());
