/**
 * Declares how an element becomes a plain value: which children, attributes and text are wanted and
 * where they go. Shapes are made once, when a module loads, and hold nothing of a response.
 */
import { MalformedXml } from './malformed';

export interface Shape<T> {
	/** Wanted child elements by canonical name (`t:Subject`); others are skipped. */
	readonly children?: ReadonlyMap<string, Field>;
	/** For children that `children` doesn't name. */
	readonly others?: Field;
	readonly attributes?: readonly AttributeField[];
	readonly wantsText: boolean;
	/** Makes the object into which children and attributes are stored. */
	create(): unknown;
	/** Takes the text piece by piece, where it is too long to be kept. */
	takeText?(draft: unknown, text: string): void;
	/** The value, once the element is complete. */
	finish(draft: unknown, text: string, name: string): T;
}

/** Where the value of a child element goes. */
export interface Field {
	/** The property that it goes to, if it is one. */
	readonly key?: string;
	readonly shape: Shape<unknown>;
	store(draft: unknown, value: unknown, name: string): void;
}

/** Where the value of an attribute goes. */
interface AttributeField {
	readonly name: string;
	store(draft: unknown, value: string): void;
}

type Parts<T> = Pick<Shape<T>, 'create' | 'finish'> & Partial<Shape<T>>;

/** Equal properties in equal order for all shapes: V8 is slow where it meets many layouts. */
function shapeOf<T>({
	children,
	others,
	attributes,
	wantsText = false,
	create,
	takeText,
	finish,
}: Parts<T>): Shape<T> {
	return { children, others, attributes, wantsText, create, takeText, finish };
}

/** Fields of one layout, as for shapes. */
function fieldOf(shape: Shape<unknown>, store: Field['store'], key?: string): Field {
	return { key, shape, store };
}

/** The element's text as sent. */
export const text: Shape<string> = leaf((value) => value);

/** xs:int, from -2147483648 to 2147483647. */
export const integer: Shape<number> = leaf(parseInteger);

/** xs:boolean. */
export const boolean: Shape<boolean> = leaf(parseBoolean);

/** xs:base64Binary. */
export const binary: Shape<Buffer> = leaf((value) => Buffer.from(value, 'base64'));

interface Base64Draft {
	pieces: Buffer[];
	/** Digits that make no whole byte yet. */
	rest: string;
}

/** xs:base64Binary of any length: its text is never there as a whole. */
export const longBinary: Shape<Buffer> = shapeOf({
	wantsText: true,
	create: (): Base64Draft => ({ pieces: [], rest: '' }),
	takeText: (draft, text) => addBase64(draft as Base64Draft, text),
	finish: (draft, text) => {
		const { pieces } = addBase64(draft as Base64Draft, text, true);
		return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
	},
});

function addBase64(draft: Base64Draft, text: string, isEnd = false): Base64Draft {
	const digits = draft.rest + text.replace(/\s+/g, '');
	const whole = isEnd ? digits.length : digits.length - (digits.length % 4);
	if (whole > 0) draft.pieces.push(Buffer.from(digits.slice(0, whole), 'base64'));
	draft.rest = digits.slice(whole);
	return draft;
}

/** An xs:list of words. */
export const words: Shape<string[]> = leaf((value) => value.split(/\s+/).filter(Boolean));

function leaf<T>(read: (text: string, name: string) => T): Shape<T> {
	return shapeOf({
		wantsText: true,
		create: () => undefined,
		finish: (_draft, value, name) => read(value, name),
	});
}

interface RecordOptions<T> {
	attributes?: Record<string, AttributeTarget<T>>;
	/** The property that takes the element's own text. */
	text?: keyof T & string;
	/** For children that have no entry. */
	others?: Field;
	/** Makes the record as it is before anything was read. */
	initial?: () => T;
}

type AttributeTarget<T> = (keyof T & string) | ((draft: T, value: string) => void);

/** An element whose children, attributes and text become the properties of one object. */
export function record<T extends object>(
	children: Record<string, Field>,
	options: RecordOptions<T> = {},
): Shape<T> {
	const { initial = emptyRecord<T>(children), others, text: textKey } = options;
	return shapeOf({
		children: new Map(Object.entries(children)),
		others,
		attributes: Object.entries(options.attributes ?? {}).map(([name, target]) => ({
			name,
			store: (draft: unknown, value: string) => {
				if (typeof target === 'function') target(draft as T, value);
				else (draft as Record<string, unknown>)[target] = value;
			},
		})),
		wantsText: textKey !== undefined,
		create: initial,
		finish: (draft, value) => {
			if (textKey !== undefined) (draft as Record<string, unknown>)[textKey] = value;
			return draft as T;
		},
	});
}

/** A record with many properties has them all from the beginning: adding one by one costs a copy each. */
function emptyRecord<T extends object>(children: Record<string, Field>): () => T {
	const keys = Object.values(children).flatMap(({ key }) => key ?? []);
	if (keys.length < manyKeys) return () => ({}) as T;
	const template = Object.fromEntries(keys.map((key) => [key, undefined])) as T;
	return () => ({ ...template });
}

const manyKeys = 16;

/**
 * An element whose children become the entries of a list, in document order.
 *
 * V8 counts for each literal how many of its objects outlive a collection. Those of a long answer do, and
 * from then on it puts them where only a full collection frees them, with all that they hold: a long run
 * would take several times the memory. Objects that `{}` and `Array.of()` make, copies and instances of
 * classes are not counted.
 */
export function list<T>(children: Record<string, Shape<T>>): Shape<T[]> {
	const entries = Object.entries(children).map(([name, shape]): [string, Field] => [
		name,
		fieldOf(shape, (draft, value) => void (draft as unknown[]).push(value)),
	]);
	return shapeOf({
		children: new Map(entries),
		create: () => Array.of<T>(),
		finish: (draft) => draft as T[],
	});
}

/** The same element, its value turned into another. */
export function mapped<T, U>(shape: Shape<T>, map: (value: T, name: string) => U): Shape<U> {
	return shapeOf({
		...shape,
		finish: (draft, value, name) => map(shape.finish(draft, value, name), name),
	});
}

/** Fields of a record that are named by its type: `const field = fieldsOf<MailboxRecord>()`. */
export function fieldsOf<T extends object>() {
	return <K extends keyof T & string>(key: K, shape: Shape<NonNullable<T[K]>>): Field => {
		const store = (draft: unknown, value: unknown) => {
			if (value !== undefined) (draft as Record<string, unknown>)[key] = value;
		};
		return fieldOf(shape, store, key);
	};
}

/** A field whose value is stored by a function, such as children that repeat. */
export function into<T extends object, V>(
	shape: Shape<V>,
	store: (draft: T, value: V, name: string) => void,
): Field {
	return fieldOf(shape, store as Field['store']);
}

/** @throws MalformedXml when the text is not an xs:int */
export function parseInteger(value: string, name: string): number {
	const trimmed = value.trim();
	const number = Number(trimmed);
	if (trimmed !== '' && (number | 0) === number && !/[^\d+-]/.test(trimmed)) return number;
	throw new MalformedXml(`${name} holds something else than a whole number`);
}

/** @throws MalformedXml when the text is not an xs:boolean */
export function parseBoolean(value: string, name: string): boolean {
	if (value === 'true' || value === '1') return true;
	if (value === 'false' || value === '0') return false;
	// White space around it is allowed; capitals are not, yet some servers write them.
	const plain = value.trim().toLowerCase();
	if (plain !== value) return parseBoolean(plain, name);
	throw new MalformedXml(`${name} holds something else than true or false`);
}
