import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';
import { described } from '../../exchange/inputs';
import { isToolRun } from './toolRun';

/** The path of each parameter of a panel, and the name that people see. */
export type Panel = ReadonlyMap<string, { path: string; label: string }>;

/** Finds parameters by name, also those in collections, such as Options. */
export function panelOf(properties: readonly INodeProperties[]): Panel {
	return new Map(
		properties.flatMap((property) => {
			const own = [property.name, { path: property.name, label: property.displayName }] as const;
			if (property.type !== 'collection') return [own];
			return ((property.options ?? []) as INodeProperties[]).map(
				({ name, displayName }) =>
					[name, { path: `${property.name}.${name}`, label: displayName }] as const,
			);
		}),
	);
}

/** Stands for a parameter that the node does not have, such as an option that was not added. */
const absent = Symbol('absent');

/** Parameters of one input item. What can't be used is refused by the name that the panel shows. */
export class ItemValues {
	/** True when a model gives the parameters. n8n copies the whole node for whoever asks: it is asked once. */
	private isOfModel?: boolean;

	constructor(
		protected readonly context: IExecuteFunctions,
		readonly item: number,
		protected readonly panel: Panel,
	) {}

	/** The text without blanks around it; undefined when empty. */
	text(name: string): string | undefined {
		const value = this.value(name);
		return value === undefined ? undefined : this.textOf(name, value).trim() || undefined;
	}

	/** A value as the text that the parameter stands for. @throws InvalidInput for what is none */
	textOf(name: string, value: unknown): string {
		if (typeof value === 'string') return value;
		if (typeof value !== 'number') throw this.refused(name, value, 'a text');
		// Two keys that differ in those digits alone would be one.
		if (!Number.isInteger(value) || Number.isSafeInteger(value)) return String(value);
		throw this.refused(
			name,
			value,
			'a text: of so large a number JavaScript loses the last digits',
		);
	}

	/** The text as it was written, for fields that may be emptied; undefined when not given. A model empties none. */
	writtenText(name: string): string | undefined {
		const value = this.given(name);
		if (value === undefined || value === null) return undefined;
		if (typeof value === 'string' || typeof value === 'number') return String(value);
		throw this.refused(name, value, 'a text');
	}

	/** @throws InvalidInput when it is empty */
	requiredText(name: string): string {
		return this.text(name) ?? this.missing(name);
	}

	/** A number, also when an expression gives it as text. */
	number(name: string): number | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		const number = typeof value === 'string' ? Number(value) : value;
		if (typeof number === 'number' && Number.isFinite(number)) return number;
		throw this.refused(name, value, 'a number, such as 30');
	}

	/** Yes or no, also as the texts and numbers that databases and models give for it. */
	yesNo(name: string): boolean | undefined {
		const value = this.value(name);
		if (value === undefined || typeof value === 'boolean') return value;
		const word = String(value).trim().toLowerCase();
		if (['0', 'false', 'no', 'n'].includes(word)) return false;
		if (['1', 'true', 'yes', 'y'].includes(word)) return true;
		throw this.refused(name, value, 'true or false');
	}

	/** The same for what must not be left open. @throws InvalidInput when its expression gives nothing */
	requiredYesNo(name: string): boolean {
		return this.yesNo(name) ?? this.missing(name, 'true or false');
	}

	/** One of a parameter's options, also when it comes from an expression. */
	choice<const Choice extends string>(
		name: string,
		choices: readonly Choice[],
	): Choice | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		const wanted = String(value).trim().toLowerCase();
		const found = choices.find((choice) => choice.toLowerCase() === wanted);
		if (found !== undefined) return found;
		throw this.refused(name, value, `one of ${choices.join(', ')}`);
	}

	/**
	 * The same for what decides what is written or kept: a default in its place would do what nobody chose.
	 * @param unlessAdded what counts for an option that was not added
	 * @throws InvalidInput when its expression gives nothing
	 */
	requiredChoice<const Choice extends string>(
		name: string,
		choices: readonly Choice[],
		unlessAdded?: Choice,
	): Choice {
		const chosen = this.choice(name, choices) ?? (this.isAdded(name) ? undefined : unlessAdded);
		return chosen ?? this.missing(name, `one of ${choices.join(', ')}`);
	}

	/**
	 * Texts separated by commas, semicolons or line breaks, a list from an expression, or the JSON of one, as
	 * models write it.
	 */
	list(name: string): string[] | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		const parts = listIn(value) ?? [value].flatMap(separated);
		const texts = parts.map((part) => {
			if (typeof part === 'string' || typeof part === 'number') return String(part).trim();
			throw this.refused(name, value, 'a list of texts separated by commas');
		});
		const filled = texts.filter((text) => text !== '');
		return filled.length > 0 ? filled : undefined;
	}

	/** Texts separated by commas, or a list of texts or objects from an expression. */
	listOfAny(name: string): unknown[] | undefined {
		const list = listIn(this.value(name));
		return list ?? this.list(name) ?? (this.isGiven(name) ? [] : undefined);
	}

	/** @throws InvalidInput when there is none */
	requiredList(name: string): string[] {
		return this.list(name) ?? this.missing(name);
	}

	/** An object, or the JSON of one. */
	json(name: string, example: string): Record<string, unknown> | undefined {
		const value = this.value(name);
		const parsed = typeof value === 'string' ? parse(value) : value;
		if (parsed === undefined && value === undefined) return undefined;
		if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
			return parsed as Record<string, unknown>;
		}
		throw this.refused(name, value, `an object in JSON, such as ${example}`);
	}

	/** A list, or the JSON of one. */
	jsonList(name: string, example: string): unknown[] | undefined {
		const value = this.value(name);
		const parsed = typeof value === 'string' ? parse(value) : value;
		if (value === undefined || Array.isArray(parsed)) return parsed as unknown[] | undefined;
		throw this.refused(name, value, `a list in JSON, such as ${example}`);
	}

	/** A text, or an object that an expression gives or whose JSON is written there. */
	textOrObject(name: string, example: string): string | Record<string, unknown> | undefined {
		const value = this.value(name);
		const isObject = typeof value === 'object' || /^\s*\{/.test(String(value));
		return isObject ? this.json(name, example) : this.text(name);
	}

	/** True when the parameter was filled in, were it with an empty text. */
	isGiven(name: string): boolean {
		const value = this.given(name);
		return value !== undefined && value !== null;
	}

	label(name: string): string {
		return this.panel.get(name)?.label ?? name;
	}

	/** @throws InvalidInput always */
	missing(name: string, allowed?: string): never {
		const label = this.label(name);
		const remedy = allowed === undefined ? `Fill in ${label}` : `Give ${allowed} in ${label}`;
		throw new InvalidInput(label, `${label} is missing for item ${this.item}`, {
			remedy: `${remedy}, or check its expression: for this item it gives nothing.`,
		});
	}

	refused(name: string, value: unknown, allowed: string): InvalidInput {
		const label = this.label(name);
		return new InvalidInput(label, `${label} is ${described(value)}, not ${allowed}`, {
			remedy: `Give ${allowed}, or check the expression of ${label}.`,
		});
	}

	/** The value of a parameter; undefined when it is empty. */
	protected value(name: string): unknown {
		const value = this.given(name);
		return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
	}

	private isAdded(name: string): boolean {
		return this.parameter(name) !== absent;
	}

	private given(name: string): unknown {
		const value = this.parameter(name);
		if (value === absent) return undefined;
		const given = isLocator(value) ? value.value : value;
		this.isOfModel ??= isToolRun(this.context);
		return this.isOfModel && isLeftOpen(given) ? undefined : given;
	}

	private parameter(name: string): unknown {
		const { path } = this.panel.get(name) ?? { path: name };
		return this.context.getNodeParameter(path, this.item, absent as never);
	}
}

function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && '__rl' in value;
}

const openWords: ReadonlySet<string> = new Set(['', 'null', 'undefined', '[]', '{}']);

/** How a model leaves open what it need not say: n8n has it give each parameter that it is asked for. */
function isLeftOpen(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'string' && openWords.has(value.trim().toLowerCase());
}

/** A list, or the JSON of one; undefined for anything else. */
function listIn(value: unknown): unknown[] | undefined {
	const list = typeof value === 'string' && /^\s*\[/.test(value) ? parse(value) : value;
	return Array.isArray(list) ? list : undefined;
}

function separated(value: unknown): unknown[] {
	return typeof value === 'string' ? value.split(/[,;\n]/) : [value];
}

/** Undefined when it is not JSON. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
