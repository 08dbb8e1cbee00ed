import { MalformedResponse } from './errors';

/** Bytes of one envelope at most: news of 200 subscriptions take a tenth of it. */
const maxEnvelopeBytes = 8 * 2 ** 20;

const endTag = Buffer.from('Envelope');

/**
 * Cuts a streamed answer into the SOAP envelopes that follow each other in it, however the bytes are
 * divided into chunks. Exchange writes no CDATA and no comments, so each end tag is one.
 */
export class EnvelopeCutter {
	private pending = Buffer.alloc(0);
	/** Where to look on. */
	private from = 0;

	/** True when something of a further envelope has come. */
	get isAmidst(): boolean {
		return this.pending.some((byte) => byte > 0x20);
	}

	/**
	 * Takes the next bytes.
	 * @returns the envelopes that are complete now, without white space before them
	 * @throws MalformedResponse when one has no end
	 */
	feed(chunk: Buffer): Buffer[] {
		this.pending = Buffer.concat([this.pending, chunk]);
		const envelopes: Buffer[] = [];
		for (let end = this.nextEnd(); end !== undefined; end = this.nextEnd()) {
			envelopes.push(trimmed(this.pending.subarray(0, end)));
			this.pending = this.pending.subarray(end);
			this.from = 0;
		}
		if (this.pending.length > maxEnvelopeBytes) {
			throw new MalformedResponse(`an envelope of more than ${maxEnvelopeBytes / 2 ** 20} MB`);
		}
		return envelopes;
	}

	/** The place behind the next end tag; undefined when it has not come yet. */
	private nextEnd(): number | undefined {
		for (;;) {
			const at = this.pending.indexOf(endTag, this.from);
			if (at < 0) {
				this.from = Math.max(this.from, this.pending.length - endTag.length);
				return undefined;
			}
			const close = this.pending.indexOf(0x3e, at + endTag.length);
			if (close < 0) {
				this.from = at;
				return undefined;
			}
			this.from = close + 1;
			const open = this.pending.lastIndexOf(0x3c, at);
			const tag = this.pending.toString('latin1', open, close);
			if (/^<\/([^\s:<>/]+:)?Envelope\s*$/.test(tag)) return close + 1;
		}
	}
}

function trimmed(bytes: Buffer): Buffer {
	let start = 0;
	while (start < bytes.length && bytes[start] <= 0x20) start++;
	return bytes.subarray(start);
}
