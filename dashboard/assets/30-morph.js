/* Morph: brings a container's elements to what a board describes by changing what differs. Dash would replace every
   child when children are set from outside: the focus would be lost, and a list costs ten times the work. Elements
   are matched by `key`, `id` or `data-select`; one that has the focus is never moved or replaced. */
"use strict";

(function (mezha) {
  const HTML = "dash_html_components";
  const NAMES = { className: "class", htmlFor: "for", tabIndex: "tabindex", dateTime: "datetime" };
  const TAGS = { MapEl: "map", ObjectEl: "object" };
  const IGNORED = new Set(["children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "loading_state"]);
  /* What the script itself writes on elements, or the viewer unfolded, and a board must not wipe away. */
  const OWN = new Set(["data-selected", "open"]);

  function asList(children) {
    if (children === null || children === undefined || children === false) return [];
    const list = Array.isArray(children) ? children : [children];
    return list.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  }

  function keyOf(node) {
    if (typeof node !== "object") return null;
    const { key, id } = node.props;
    return key ?? (typeof id === "object" ? JSON.stringify(id) : id) ?? node.props["data-select"] ?? null;
  }

  function tagOf(node) {
    if (node.namespace !== HTML) throw new Error(`a board holds a ${node.namespace}.${node.type}`);
    return TAGS[node.type] || node.type.toLowerCase();
  }

  function styleOf(style) {
    return Object.entries(style)
      .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
      .join(";");
  }

  function attributesOf(props) {
    const found = new Map();
    for (const [name, value] of Object.entries(props)) {
      if (IGNORED.has(name) || value === null || value === undefined) continue;
      const spelled = NAMES[name] || name.toLowerCase();
      const isState = spelled.startsWith("aria-") || spelled.startsWith("data-");
      if (name === "style") found.set("style", styleOf(value));
      else if (typeof value === "boolean" && !isState) value && found.set(spelled, "");
      else found.set(spelled, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
    return found;
  }

  function dress(element, props) {
    const wanted = attributesOf(props);
    for (const { name } of [...element.attributes]) {
      if (!wanted.has(name) && !OWN.has(name)) element.removeAttribute(name);
    }
    for (const [name, value] of wanted) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  function make(node) {
    if (typeof node !== "object") return document.createTextNode(String(node));
    const element = document.createElement(tagOf(node));
    element.mezhaKey = keyOf(node);
    dress(element, node.props);
    for (const child of asList(node.props.children)) element.append(make(child));
    return element;
  }

  function fits(old, node) {
    if (typeof node !== "object") return old.nodeType === Node.TEXT_NODE;
    if (old.nodeType !== Node.ELEMENT_NODE || old.localName !== tagOf(node)) return false;
    return (old.mezhaKey ?? null) === keyOf(node);
  }

  function change(old, node, keepOrder) {
    if (typeof node !== "object") {
      if (old.data !== String(node)) old.data = String(node);
      return old;
    }
    dress(old, node.props);
    morphChildren(old, asList(node.props.children), keepOrder);
    return old;
  }

  /* The old child for each wanted node: the one with its key, else the next one without key that fits. */
  function matched(parent, wanted) {
    const keyed = new Map();
    const plain = [];
    for (const child of parent.childNodes) {
      if (child.mezhaKey) keyed.set(String(child.mezhaKey), child);
      else plain.push(child);
    }
    return wanted.map((node) => {
      const key = keyOf(node);
      if (key !== null) {
        const old = keyed.get(String(key));
        return old && fits(old, node) ? old : null;
      }
      const at = plain.findIndex((old) => fits(old, node));
      return at < 0 ? null : plain.splice(at, 1)[0];
    });
  }

  function inOldOrder(parent, nodes) {
    const places = new Map([...parent.childNodes].map((child, place) => [child, place]));
    const place = (node) => places.get(node) ?? Infinity;
    return [...nodes].sort((a, b) => place(a) - place(b) || 0);
  }

  function morphChildren(parent, wanted, keepOrder) {
    const found = matched(parent, wanted);
    let nodes = wanted.map((node, i) => (found[i] ? change(found[i], node, keepOrder) : make(node)));
    if (keepOrder && wanted.some((node) => keyOf(node) !== null)) nodes = inOldOrder(parent, nodes);
    const staying = new Set(nodes);
    for (const child of [...parent.childNodes]) if (!staying.has(child)) child.remove();
    arrange(parent, nodes);
  }

  /* Everything is moved around the element that holds the focus: moving that one would take the focus from it. */
  function arrange(parent, nodes) {
    const fixed = nodes.findIndex((node) => node.contains(document.activeElement));
    nodes.forEach((node, i) => {
      const before = i < fixed ? nodes[fixed] : null;
      if (i !== fixed && !isInPlace(parent, nodes, i)) parent.insertBefore(node, placeOf(parent, nodes, i, before));
    });
  }

  function isInPlace(parent, nodes, i) {
    if (nodes[i].parentNode !== parent) return false;
    return nodes[i].previousSibling === (i === 0 ? null : nodes[i - 1]);
  }

  function placeOf(parent, nodes, i, before) {
    if (before) return before;
    return i === 0 ? parent.firstChild : nodes[i - 1].nextSibling;
  }

  /* Bring `container` to hold `children`. With `keepOrder` listed elements stay where they are. */
  mezha.morph = function (container, children, keepOrder = false) {
    morphChildren(container, asList(children), keepOrder);
  };
})(window.mezha);
