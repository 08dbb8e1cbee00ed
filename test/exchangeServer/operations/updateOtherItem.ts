import { propertyNode } from '../calendarItems/readUpdates';
import type { Call } from '../context';
import type { OtherItem, XmlElement, XmlNode } from '../contracts';
import { clearProperty, setProperty } from '../otherItems/write';
import { EwsFault, ResponseError } from '../responseErrors';
import { element } from '../xml/element';
import { childrenNamed } from '../xml/node';

/** Messages and the like: what of them is kept can be changed. */
export function updateOtherItem(
	item: OtherItem,
	updates: XmlNode,
	request: XmlNode,
	call: Call,
): XmlElement {
	if (item.element === 'Message' && request.attributes.MessageDisposition === undefined) {
		throw new EwsFault(
			'ErrorMessageDispositionRequired',
			'MessageDisposition attribute is required for messages.',
		);
	}
	if (childrenNamed(updates, 'AppendToItemField').length > 0) {
		throw new ResponseError(
			'ErrorInvalidPropertyAppend',
			'Append action is invalid for property.',
		);
	}
	const changed = [
		...childrenNamed(updates, 'SetItemField').map((change) =>
			setProperty(item, propertyNode(change), call),
		),
		...childrenNamed(updates, 'DeleteItemField').map(({ children: [path] }) =>
			clearProperty(item, path),
		),
	];
	call.company.store.touch(item, call.writer, changed);
	return element(
		`t:${item.element}`,
		element('t:ItemId', undefined, { Id: item.id, ChangeKey: item.changeKey }),
	);
}
