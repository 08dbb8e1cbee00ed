import { isDate } from 'node:util/types';
import type { Call } from '../context';
import type { OtherItem, XmlElement, XmlNode } from '../contracts';
import type { EventInstance } from '../model/series';
import { ResponseError } from '../responseErrors';
import { element, type XmlContent } from '../xml/element';
import { child, isTrue, textOf } from '../xml/node';
import type { WantedBody } from './body';
import {
	extendedElement,
	extendedValues,
	readExtendedPath,
	type ExtendedPath,
} from './extendedProperties';
import { renderOtherItem } from '../otherItems/render';
import {
	propertiesAfterExtended,
	propertiesBeforeExtended,
	type CalendarProperty,
} from './properties';
import { View } from './view';

const byUri = new Map(
	[...propertiesBeforeExtended, ...propertiesAfterExtended].map((property) => [
		property.uri.toLowerCase(),
		property,
	]),
);

export function propertyOf(uri: string): CalendarProperty | undefined {
	return byUri.get(uri.toLowerCase());
}

export type BaseShape = 'IdOnly' | 'Default' | 'AllProperties';

/** An ItemShape, resolved once for a whole answer. */
export class Shape {
	readonly base: BaseShape;
	readonly view: View;
	readonly uris: Set<string>;
	readonly extended: readonly ExtendedPath[];
	private readonly before: CalendarProperty[];
	private readonly after: CalendarProperty[];

	/** @throws ResponseError ErrorInvalidPropertyRequest for a property newer than the request's schema */
	constructor(node: XmlNode, call: Call, purpose: 'get' | 'find' | 'sync') {
		this.base = (textOf(node, 'BaseShape')?.trim() ?? 'IdOnly') as BaseShape;
		this.view = new View(call, purpose, (textOf(node, 'BodyType')?.trim() ?? 'Best') as WantedBody);
		const named = child(node, 'AdditionalProperties')?.children ?? [];
		this.extended = named.filter(({ name }) => name === 'ExtendedFieldURI').map(readExtendedPath);
		this.uris = new Set(
			named
				.filter(({ name }) => name === 'FieldURI')
				.map(({ attributes }) => attributes.FieldURI.toLowerCase()),
		);
		const mime = textOf(node, 'IncludeMimeContent');
		if (mime !== undefined && isTrue(mime)) this.uris.add('item:mimecontent');
		for (const uri of this.uris) this.checkVersion(uri);
		this.before = propertiesBeforeExtended.filter((property) => this.includes(property));
		this.after = propertiesAfterExtended.filter((property) => this.includes(property));
	}

	private checkVersion(uri: string): void {
		const property = byUri.get(uri);
		if (!property?.since || this.view.call.supports(property.since)) return;
		throw new ResponseError(
			'ErrorInvalidPropertyRequest',
			'Property is not valid for this version of the request.',
			{},
			element('t:FieldURI', undefined, { FieldURI: property.uri }),
		);
	}

	private includes(property: CalendarProperty): boolean {
		const { shape, uri, since, hiddenFrom } = property;
		const { call, purpose } = this.view;
		if (hiddenFrom === 'both' && purpose !== 'get') return false;
		if (hiddenFrom === 'find' && purpose === 'find') return false;
		if (shape === 'id' || this.uris.has(uri.toLowerCase())) return true;
		if (since && !call.supports(since)) return false;
		if (this.base === 'AllProperties') return shape === 'all' || shape === 'default';
		return this.base === 'Default' && shape === 'default';
	}

	/** t:CalendarItem with what was asked for. */
	render(instance: EventInstance): XmlElement {
		const fields = this.view.visible(instance);
		const content: XmlContent[] = [];
		const add = (property: CalendarProperty) => {
			if (property.render) {
				content.push(property.render(fields, instance, this.view));
				return;
			}
			const value = property.value?.(fields, instance, this.view);
			if (value === undefined) return;
			const text = isDate(value) ? this.view.formatDate(value) : value;
			content.push(element(`t:${property.name}`, text as XmlContent));
		};
		this.before.forEach(add);
		const extended = this.view.hidesIdentity(instance) ? [] : this.extended;
		for (const path of extended) {
			const values = extendedValues({ ...instance, fields }, path.key);
			if (values) content.push(extendedElement(path, values, this.view.call.behaviours));
		}
		this.after.forEach(add);
		return element('t:CalendarItem', content);
	}

	/** A message, meeting request, contact or task. */
	renderOther(item: OtherItem): XmlElement {
		return renderOtherItem(item, this);
	}
}
